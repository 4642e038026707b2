"""How the page of the history looks: quiet type, two themes, one measure of text beside the pictures, and on paper."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "ink": "#1b1f24",
    "soft": "#596270",
    "rule": "#dfe2e7",
    "good": "#1d5f9e",
    "bad": "#b0440c",
    "paper": "#fdfdfb",
    "shade": "#f3f4f2",
    "step-0": "#eff0ee",
    "step-1": "#dbe8f4",
    "step-2": "#b5d1ea",
    "step-3": "#7fb0da",
    "step-4": "#1d5f9e",
    "step-1-text": "#1b1f24",
    "step-4-text": "#ffffff",
}
DARK = {
    "ink": "#e7e9ec",
    "soft": "#a4adb8",
    "rule": "#343b44",
    "good": "#79b8f3",
    "bad": "#f59f67",
    "paper": "#15181c",
    "shade": "#1e2329",
    "step-0": "#1f242a",
    "step-1": "#203346",
    "step-2": "#284c6d",
    "step-3": "#33648f",
    "step-4": "#8cc4f5",
    "step-1-text": "#e7e9ec",
    "step-4-text": "#15181c",
}
"""Blue and orange are told apart by nearly everybody; a shape or a word says the same beside them."""


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


STYLE = (
    f"""
:root {{ color-scheme: light dark; {_variables(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}
@media print {{ :root {{ color-scheme: light; {_variables(LIGHT)} --paper: #fff; }} }}
"""
    + """
* { box-sizing: border-box; margin: 0; padding: 0; }
html { -webkit-text-size-adjust: 100%; }
body {
  background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 16px/1.55 ui-sans-serif, system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; padding: 3rem 1.5rem 4rem;
}
main, .top, footer { max-width: 720px; margin: 0 auto; }
h1 { font-size: 2rem; line-height: 1.15; letter-spacing: -.02em; font-weight: 700; }
h2 { font-size: 1.3rem; line-height: 1.25; letter-spacing: -.01em; margin-bottom: .6rem; }
h3 { font-size: 1.05rem; line-height: 1.35; margin-top: 2.2rem; }
h3:first-child, .who + h3 { margin-top: 0; }
.alone .body { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1.8rem 3rem; }
p + p { margin-top: .5rem; }
.period, .aside, .when, .who, footer { color: var(--soft); font-size: .875rem; }
.period { margin-top: .4rem; }
.aside { margin-top: .6rem; }
nav { margin-top: 1.4rem; font-size: .9rem; line-height: 2; }
nav a { margin-right: 1.1rem; white-space: nowrap; display: inline-block; }
a { color: var(--good); text-underline-offset: .2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--good); outline-offset: 3px; border-radius: 2px; }
section { margin-top: 3rem; padding-top: 1.6rem; border-top: 1px solid var(--rule); }
section > header { margin-bottom: 1.6rem; }
ul, ol, dl { list-style: none; }
header li + li { margin-top: .45rem; }
code {
  font: .9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  background: var(--shade); padding: .12em .4em; border-radius: 4px; overflow-wrap: anywhere;
}
.next { margin-top: 2rem; padding: 0; border: 0; }
.next h2 { font-size: 1rem; color: var(--soft); font-weight: 600; letter-spacing: 0; }
.next ol { counter-reset: step; }
.next li { counter-increment: step; display: grid; grid-template-columns: 2rem 1fr; padding: .85rem 0; }
.next li + li { border-top: 1px solid var(--rule); }
.next li::before { content: counter(step); color: var(--good); font-weight: 700; font-size: 1.15rem; }
.next li > div { min-width: 0; }
.next li > div > * { display: block; }
.next .what { font-weight: 650; }
.next .what span { font-weight: 400; color: var(--soft); }
.next code { margin-top: .4rem; width: fit-content; max-width: 100%; white-space: nowrap; overflow-x: auto; }
.ready { font-size: 1.05rem; margin-bottom: .5rem; }
.totals { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; margin-top: 1.4rem; }
.totals div { display: flex; flex-direction: column-reverse; }
.totals dd { font-size: 1.5rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
.totals dt { color: var(--soft); font-size: .85rem; }
.note { margin-top: 1.4rem; padding: .7rem .9rem; background: var(--shade); border-radius: 6px; font-size: .92rem; }
figure { margin: 0 0 2rem; break-inside: avoid; }
figure:last-child { margin-bottom: 0; }
h3 + figure, p + figure, article + figure { margin-top: 1rem; }
.drawn { display: block; width: 100%; height: auto; overflow: visible; stroke-linejoin: round; }
.drawn text { font-family: inherit; font-variant-numeric: tabular-nums; }
.narrow { display: none; }
details { margin-top: .8rem; font-size: .9rem; }
details + details { margin-top: .35rem; }
summary { color: var(--soft); cursor: pointer; width: fit-content; max-width: 100%; padding: .15rem 0; }
summary:hover { color: var(--ink); }
.scroll { overflow-x: auto; margin-top: .5rem; }
table { border-collapse: collapse; min-width: 100%; font-size: .85rem; line-height: 1.35; }
caption { text-align: left; color: var(--soft); padding: .3rem 0; position: absolute; clip-path: inset(50%); width: 1px;
  height: 1px; overflow: hidden; white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .4rem 1.1rem .4rem 0; border-top: 1px solid var(--rule); }
td { max-width: 24rem; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; white-space: nowrap; }
tbody th { font-weight: 500; max-width: 18rem; }
.number { text-align: right; white-space: nowrap; }
dl dt { font-weight: 600; margin-top: 1rem; }
dl dt span { font-weight: 400; color: var(--soft); }
dl.totals dt { font-weight: 400; margin-top: 0; }
article { break-inside: avoid; }
article:not(:first-child) { margin-top: 2.6rem; }
blockquote { margin: .7rem 0; padding-left: 1rem; border-left: 3px solid var(--step-3); }
.diff { margin: .4rem 0 .8rem; line-height: 1.6; }
del { color: var(--bad); text-decoration-thickness: 1px; }
ins { color: var(--good); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
@media screen and (max-width: 779px) {
  body { padding: 1.6rem 1.2rem 3rem; }
  .wide { display: none; }
  .narrow { display: block; max-width: 400px; }
  h1 { font-size: 1.7rem; }
  .totals { display: grid; grid-template-columns: repeat(3, 1fr); }
  .next code { font-size: .8rem; }
}
@media (min-width: 1180px) {
  main, .top, footer { max-width: 1116px; }
  main > section { display: grid; grid-template-columns: 336px 720px; column-gap: 60px; align-items: start; }
  main > section > header { position: sticky; top: 2rem; margin-bottom: 0; }
  .top { display: grid; grid-template-columns: 336px 720px; column-gap: 60px; align-items: start; }
  .top { grid-template-rows: auto 1fr; }
  .totals { display: grid; grid-template-columns: repeat(3, 1fr); }
  .top .next { margin-top: 0; grid-column: 2; grid-row: 1 / 3; }
  nav a { display: table; margin: 0; }
  main > .alone { display: block; }
  main > .alone > header { position: static; margin-bottom: 1.6rem; }
}
@media print {
  body { padding: 0; font-size: 10.5pt; }
  main, .top, footer { max-width: none; }
  nav { display: none; }
  section { margin-top: 1.6rem; padding-top: 1rem; }
  h2, h3, section > header, .body > p, .who { break-after: avoid; }
  section > header, article { break-inside: avoid; }
  details:not([open]) { display: none; }
  .wide { display: block; } .narrow { display: none; }
  .drawn { max-height: 190mm; width: auto; max-width: 100%; }
  .drawn, .step { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, li, dd, blockquote { break-inside: avoid; }
  dt { break-after: avoid; }
  .scroll { overflow: visible; }
}
@page { margin: 15mm; }
"""
)
