"""How the page for the night before looks: light, two columns of facts, and nothing that a printer would swallow."""

from __future__ import annotations

STYLE = """
@page { margin: 10mm 12mm; }
:root { color-scheme: light; --ink: #14181f; --soft: #5b6472; --rule: #c9cfd8; --must: #1d4e89; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #eceff3; }
body {
  width: 210mm; min-height: 279mm; margin: 6mm auto; padding: 10mm 12mm; background: #fff; color: var(--ink);
  font: var(--size)/1.35 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Noto Sans", sans-serif;
  overflow-wrap: anywhere; -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1em; }
header p { flex: none; color: var(--soft); }
h1 { font-size: 1.9em; line-height: 1.15; letter-spacing: -0.01em; }
h2 {
  margin: 1em 0 .4em; padding-top: .5em; border-top: .3mm solid var(--rule); font-size: .82em; font-weight: 700;
  color: var(--must);
}
h3 { font-size: 1em; font-weight: 700; }
.facts { columns: 2; column-gap: 8mm; }
section { break-inside: avoid; margin-bottom: .6em; }
ul { list-style: none; }
li { padding-left: 1em; position: relative; }
li::before { content: "\\2013"; position: absolute; left: 0; color: var(--soft); }
li b { color: var(--must); margin-right: .4em; }
article { break-inside: avoid; margin-bottom: .7em; padding-left: .8em; border-left: .8mm solid var(--rule); }
article h3 { display: inline; margin-right: .5em; }
.asked { display: inline; color: var(--soft); font-style: italic; }
article p + p { margin-top: .25em; }
.ask li::before { content: "?"; font-weight: 700; color: var(--must); }
.none { color: var(--soft); }
footer { margin-top: 4mm; font-size: 8pt; color: #9aa3af; text-align: right; }
@media print { html { background: #fff; } body { width: auto; min-height: 0; margin: 0; padding: 0; } }
"""
