"""The page for the night before: what you know about them, what you wrote for each asker, what went best, what to ask.

One page: the type shrinks with what there is to say, and a long answer is cut.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from prep.model.answer import Answered, Version
from prep.model.company import Company, Known
from prep.model.content_words import first_sentence
from prep.model.moment import clock_face
from prep.model.question import Bank, Question
from prep.model.text import printable
from prep.report.why_card_style import STYLE

BEST = 3
LARGEST, SMALLEST = 11.5, 6.5
MOST_CHARACTERS = 900
"""Of one answer: a minute and a half of speech."""
ROOM = 186.0, 250.0
"""What both A4 and Letter leave inside the margins, in millimetres."""
POINT = 0.3528
LETTER, LINE, HEADING = 0.52, 1.35, 2.4
"""The mean width of a letter, the height of a line, and of a heading with its space, in heights of the type."""


@dataclass(frozen=True)
class NightBefore:
    """What is on the page."""

    company: Company
    day: date
    written: tuple[tuple[Question, Version], ...]
    best: tuple[Answered, ...]

    @property
    def sections(self) -> tuple[tuple[str, tuple[Known, ...]], ...]:
        """The facts under their headings, the questions for them left for the end."""
        names = dict.fromkeys(fact.section for fact in self.company.to_name)
        return tuple((name, self.company.under(name)) for name in names)


def night_before(
    company: Company, bank: Bank, versions: Sequence[Version], answers: Sequence[Answered], day: date
) -> NightBefore:
    """The last answer written for each asker and the best scored ones, without what was meant for another company."""
    questions = {each.key: each for each in bank.questions}
    last: dict[str, tuple[Question, Version]] = {}
    # Those meant for this company come last, and so win over those meant for none.
    for version in sorted(versions, key=lambda each: (bool(each.company), each.at)):
        question = questions.get(version.key)
        if question is not None and _fits(version.company, company):
            last[question.asker.id] = (question, version)
    written = tuple(last[asker.id] for asker in bank.askers if asker.id in last)
    fitting = [each for each in answers if each.key in questions and _fits(each.company, company) and each.marks]
    best: dict[str, Answered] = {}
    for each in sorted(fitting, key=lambda each: (each.score, sum(each.marks.values()), each.at), reverse=True):
        best.setdefault(each.key, each)
    return NightBefore(company, day, written, tuple(best.values())[:BEST])


def why_page(card: NightBefore) -> str:
    """The page as self-contained HTML."""
    title = f"Why {card.company.name}?"
    return PAGE.format(
        name=_safe(title),
        style=STYLE,
        size=f"{_size(card):g}",
        day=_safe(f"{card.day:%A}, {card.day.day} {card.day:%B %Y}"),
        facts="".join(_section(name, facts) for name, facts in card.sections) or _none("No facts yet."),
        written="".join(_answer(question, version) for question, version in card.written) or _none("None written yet."),
        best="".join(f"<li><b>{each.score}</b> {_safe(_best(each))}</li>" for each in card.best)
        or _none("None scored yet."),
        questions="".join(f"<li>{_safe(fact.text)}</li>" for fact in card.company.questions) or _none("None yet."),
        foot=_safe(f"prep why --card {card.company.name}"),
    )


PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>{style}</style>
</head>
<body style="--size: {size}pt">
<header><h1>{name}</h1><p>{day}</p></header>
<h2>What you know about them</h2>
<div class="facts">{facts}</div>
<h2>In your words</h2>
{written}
<h2>What went best</h2>
<ul>{best}</ul>
<h2>Questions for them</h2>
<ul class="ask">{questions}</ul>
<footer>{foot}</footer>
</body>
</html>
"""


def why_text(card: NightBefore) -> str:
    """The page as plain text, 78 columns wide."""
    return "\n".join(_text_lines(card))


def _text_lines(card: NightBefore) -> Iterator[str]:
    yield printable(f"WHY {card.company.name.upper()}?")
    yield f"{card.day:%A}, {card.day.day} {card.day:%B %Y}"
    for name, facts in card.sections:
        yield from ("", printable(name))
        for fact in facts:
            yield from _item(fact.text)
    yield from ("", "IN YOUR WORDS")
    for question, version in card.written:
        yield from textwrap.wrap(printable(f"{question.asker.title}: {question.text}"), 78)
        yield from _wrapped(_cut(version.text))
    yield from ("", "WHAT WENT BEST")
    for each in card.best:
        yield from _item(f"{each.score}  {_best(each)}")
    yield from ("", "QUESTIONS FOR THEM")
    for fact in card.company.questions:
        yield from _item(fact.text)


def _item(text: str) -> list[str]:
    return textwrap.wrap(printable(text), 78, initial_indent="- ", subsequent_indent="  ")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(printable(" ".join(text.split())), 78, initial_indent="  ", subsequent_indent="  ")


def _section(name: str, facts: Sequence[Known]) -> str:
    items = "".join(f"<li>{_safe(fact.text)}</li>" for fact in facts)
    return f"<section><h3>{_safe(name)}</h3><ul>{items}</ul></section>"


def _answer(question: Question, version: Version) -> str:
    asked = f"<h3>{_safe(question.asker.title)}</h3><p class='asked'>{_safe(question.text)}</p>"
    said = "".join(f"<p>{_safe(part)}</p>" for part in _cut(version.text).split("\n") if part.strip())
    return f"<article>{asked}{said}</article>"


def _best(each: Answered) -> str:
    said = f"“{first_sentence(each.text)}”" if each.text else "spoken"
    took = f", {clock_face(timedelta(seconds=round(each.seconds)))}" if each.seconds else ""
    return f"{each.question} {said}{took}"


def _none(words: str) -> str:
    return f"<p class='none'>{words}</p>"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS].rsplit(' ', 1)[0]} …"


def _safe(text: str) -> str:
    """Text for HTML: what a browser would obey is spelled out."""
    return escape(printable(text, most=2 * MOST_CHARACTERS))


def _fits(meant_for: str, company: Company) -> bool:
    return meant_for.casefold() in ("", company.name.casefold())


def _size(card: NightBefore) -> float:
    """The largest size of type, in points, with which all should fit one page."""
    size = LARGEST
    while size > SMALLEST and _height(card, size * POINT) > ROOM[1]:
        size -= 0.25
    return size


def _height(card: NightBefore, letter: float) -> float:
    """How high the page becomes in millimetres, by an estimate that errs on the small side."""

    def lines(text: str, *, columns: int = 1) -> int:
        room = int(ROOM[0] / columns / (LETTER * letter)) - 4
        return sum(max(1, -(-len(part) // room)) for part in text.split("\n"))

    facts = sum(2 + sum(lines(fact.text, columns=2) for fact in group) for _, group in card.sections) / 2 + 2
    written = sum(2 + lines(question.text) + lines(_cut(version.text)) for question, version in card.written)
    best = sum(lines(_best(each)) for each in card.best)
    ask = sum(lines(fact.text) for fact in card.company.questions)
    return (4 * HEADING + 5 + (facts + written + best + ask) * LINE) * letter
