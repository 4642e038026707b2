"""A plan as Markdown, for a note or a message to co-authors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prep.cli.show_talk import bridge_words, goes_words, infeasible, length, slides, spare_words
from prep.model.cut import Plan
from prep.model.moment import clock_face
from prep.model.talk import Talk


def plan_markdown(talk: Talk, minutes: float, plan: Plan) -> str:
    """One version: what stays as a table, the bridges under it, what goes as a list."""
    lines = [f"# {_plain(talk.title)}: {minutes:g} minutes", "", f"{length(talk, minutes)}{spare_words(plan)}.", ""]
    if not plan.feasible:
        lines += [f"**{infeasible(plan)}.** Shorten:", ""]
        lines += [f"- {_title(plan, number)} by {clock_face(by)}" for number, by in plan.shorter.items()]
        return "\n".join(lines)
    lines += _row("at", "for", "slides", "section") + _row("--:", "--:", ":--", ":--")
    for number in plan.kept:
        part = plan.parts[number]
        name = f"**{_title(plan, number)}**" if part.must else _title(plan, number)
        name += "".join(f"<br>*{_plain(words)}*" for words in bridge_words(part))
        lines += _row(clock_face(plan.starts[number]), clock_face(part.time), slides(part.section), name)
    if gone := [part.section for part in plan.parts if part.cut]:
        lines += ["", "Goes:", "", *(f"- {_plain(each.title)} ({goes_words(each)})" for each in gone)]
    return "\n".join(lines)


def versions_markdown(talk: Talk, plans: Mapping[int, Plan]) -> str:
    """Several lengths side by side; the musts are bold."""
    lines = [f"# {_plain(talk.title)}", ""]
    lines += _row("section", *(f"{minutes} min" for minutes in plans)) + _row(":--", *("--:" for _ in plans))
    for number, section in enumerate(talk.sections):
        title = _plain(section.title)
        parts = [plan.parts[number] for plan in plans.values()]
        times = ("·" if part.cut else clock_face(part.time) for part in parts)
        lines += _row(f"**{title}**" if section.tier == talk.shortest else title, *times)
    lines += _row("questions after", *(f"+ {talk.questions_for(minutes)}" for minutes in plans))
    return "\n".join(lines)


def _row(*cells: str) -> list[str]:
    return [f"| {' | '.join(cells)} |"]


def _title(plan: Plan, number: int) -> str:
    return _plain(plan.parts[number].section.title)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, in a table too."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)
