"""How the card for the lectern looks: light, large, and without anything that a printer would swallow."""

from __future__ import annotations

STYLE = """
@page { margin: 10mm 12mm; }
:root { color-scheme: light; --ink: #14181f; --soft: #5b6472; --rule: #c9cfd8; --must: #1d4e89; --rest: #d8e2ee; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #eceff3; }
body {
  width: 210mm; min-height: 279mm; margin: 6mm auto; padding: 10mm 12mm; background: #fff; color: var(--ink);
  font: var(--size)/1.2 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
header { display: flex; justify-content: space-between; align-items: flex-end; gap: 1em; }
h1 { font-size: 1.5em; line-height: 1.15; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.length { flex: none; text-align: right; font-size: .72em; color: var(--soft); line-height: 1.25; }
.length b { font-size: 1.9em; color: var(--ink); }
.hours { margin: 4mm 0 5mm; font-size: 11pt; color: var(--soft); display: flex; align-items: flex-end; gap: 1mm; }
.hours span { margin-left: 8mm; } .hours span:first-child { margin-left: 0; }
.hours i { display: inline-block; width: 9mm; height: 6mm; border-bottom: .3mm solid var(--soft); }
.line { display: flex; gap: .5mm; height: 7mm; }
.line div {
  flex-basis: 0; min-width: 0; overflow: hidden; font-size: 9pt; font-weight: 700; line-height: 7mm; text-align: center;
}
.line .must { background: var(--must); color: #fff; }
.line .rest { background: var(--rest); color: var(--ink); }
.marks { position: relative; height: 9.5mm; font-size: 8.5pt; line-height: 1.15; color: var(--soft); }
.marks div { position: absolute; padding: 1mm 0 0 1mm; border-left: .3mm solid var(--soft); white-space: nowrap; }
.marks b { color: var(--ink); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
.at { width: 3.2em; } .long .at { width: 4.3em; } .number { width: 1.9em; }
.slides { width: 4.2em; } .for { width: 3em; }
thead td { padding: 0 0 1mm; font-size: 8.5pt; line-height: 1; text-align: right; color: var(--soft); }
tbody tr { break-inside: avoid; border-top: .25mm solid var(--rule); }
td { vertical-align: top; padding: .38em 0; }
td + td { padding-left: .6em; }
.at { font-weight: 700; text-align: right; }
.number { text-align: center; color: var(--soft); }
.must .number { color: var(--must); font-weight: 700; }
.slides { text-align: right; white-space: nowrap; color: var(--soft); }
.for { text-align: right; }
h2 { font-size: 1em; font-weight: 500; overflow-wrap: anywhere; }
.must h2 { font-weight: 700; }
.say { font-size: .72em; line-height: 1.3; font-style: italic; color: var(--must); overflow-wrap: anywhere; }
.jump { font-weight: 700; color: var(--must); }
.stop { border-bottom: .25mm solid var(--rule); } .stop td { font-weight: 700; }
.out { margin-top: .8em; font-size: .72em; line-height: 1.35; color: var(--soft); overflow-wrap: anywhere; }
.out span { white-space: nowrap; } .out b { color: var(--ink); margin-right: .6em; }
footer { margin-top: 2.5mm; font-size: 8pt; color: #9aa3af; text-align: right; }
@media print { html { background: #fff; } body { width: auto; min-height: 0; margin: 0; padding: 0; } }
"""
