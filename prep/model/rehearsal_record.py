"""Rehearsals as data and back: what the journal keeps of them. The only place that knows these keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from prep.model.cut import Plan, laid_out
from prep.model.fact import Fact
from prep.model.moment import ZERO, Moment
from prep.model.record import moment_data, moment_of
from prep.model.rehearsal import Mark, MarkKind, Rehearsal, Surprise
from prep.model.rubric import SelfScore
from prep.model.talk import Section

REHEARSAL_KINDS = (
    "rehearsal.started",
    "rehearsal.marked",
    "rehearsal.undone",
    "rehearsal.abandoned",
    "rehearsal.scored",
)
"""Every kind of fact that a rehearsal is built from."""


def started_data(rehearsal: Rehearsal) -> dict[str, Any]:
    """All that is known as a rehearsal begins; the sections as they were then, whatever becomes of the file."""
    surprise = rehearsal.surprise
    return {
        "slug": rehearsal.slug,
        "uuid": rehearsal.uuid,
        "title": rehearsal.title,
        "minutes": rehearsal.minutes,
        "sections": [_section_data(part.section) for part in rehearsal.plan.parts],
        "plan": plan_data(rehearsal.plan),
        "slot": rehearsal.slot.total_seconds(),
        "lost": rehearsal.lost.total_seconds(),
        "speed": rehearsal.speed,
        "seed": rehearsal.seed,
        "surprise": surprise and {"at": surprise.at.total_seconds(), "slot": surprise.slot.total_seconds()},
        **moment_data(rehearsal.started),
    }


def mark_data(mark: Mark) -> dict[str, Any]:
    """A mark, with what goes with its kind."""
    data: dict[str, Any] = {"mark": mark.kind.value, **moment_data(mark.at)}
    if mark.word:
        data["word"] = mark.word
    if mark.plan is not None:
        data |= {"plan": plan_data(mark.plan), "surprise": mark.surprise}
    if mark.since is not None:
        data["since"] = {"utc": mark.since.utc.isoformat(), **moment_data(mark.since)}
    return data


def plan_data(plan: Plan) -> dict[str, Any]:
    """The times of a plan; its sections are kept once, with the start."""
    times = [None if part.cut else part.time.total_seconds() for part in plan.parts]
    return {"slot": plan.slot.total_seconds(), "need": plan.need.total_seconds(), "times": times}


def rehearsals_from(facts: Iterable[Fact]) -> tuple[Rehearsal, ...]:
    """Every rehearsal that these facts (in order) tell of, by its start."""
    found: dict[str, Rehearsal] = {}
    for fact in facts:
        if fact.kind == "rehearsal.started":
            found[fact.about] = _started(fact)
        elif fact.about in found:
            found[fact.about] = _after(found[fact.about], fact)
    return tuple(found.values())


def _started(fact: Fact) -> Rehearsal:
    data = fact.data
    sections = tuple(map(_section, data["sections"]))
    surprise = data["surprise"]
    return Rehearsal(
        id=fact.about,
        slug=data["slug"],
        uuid=data["uuid"],
        title=data["title"],
        minutes=data["minutes"],
        plan=_plan(data["plan"], sections),
        slot=_span(data["slot"]),
        started=moment_of(fact),
        lost=_span(data["lost"]),
        speed=data["speed"],
        seed=data["seed"],
        surprise=surprise and Surprise(_span(surprise["at"]), _span(surprise["slot"])),
    )


def _after(rehearsal: Rehearsal, fact: Fact) -> Rehearsal:
    data = fact.data
    match fact.kind:
        case "rehearsal.marked":
            sections = tuple(part.section for part in rehearsal.plan.parts)
            return replace(rehearsal, marks=(*rehearsal.marks, _mark(fact, sections)))
        case "rehearsal.undone":
            return rehearsal.without(data["mark"])
        case "rehearsal.abandoned":
            return replace(rehearsal, abandoned=True)
        case "rehearsal.scored":
            return replace(rehearsal, score=SelfScore(data["rubric"], data["marks"], data["note"]))
    return rehearsal


def _mark(fact: Fact, sections: tuple[Section, ...]) -> Mark:
    data = fact.data
    since = data.get("since")
    return Mark(
        id=fact.id,
        kind=MarkKind(data["mark"]),
        at=moment_of(fact),
        word=data.get("word", ""),
        plan=_plan(data["plan"], sections) if "plan" in data else None,
        surprise=data.get("surprise", False),
        since=since
        and Moment(datetime.fromisoformat(since["utc"]).astimezone(UTC), _span(since["ticks"]), since["boot"]),
    )


def _plan(data: Mapping[str, Any], sections: tuple[Section, ...]) -> Plan:
    times = {place: _span(seconds) for place, seconds in enumerate(data["times"]) if seconds is not None}
    return laid_out(sections, times, slot=_span(data["slot"]), need=_span(data["need"]))


def _section_data(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "target": section.target.total_seconds(),
        "least": section.least.total_seconds(),
        "tier": section.tier,
        "priority": section.priority,
        "slides": section.slides and list(section.slides),
        "notes": section.notes,
        "bridge": section.bridge,
    }


def _section(data: Mapping[str, Any]) -> Section:
    slides = data["slides"]
    return Section(
        title=data["title"],
        target=_span(data["target"]),
        least=_span(data["least"]),
        tier=data["tier"],
        priority=data["priority"],
        slides=slides and (slides[0], slides[1]),
        notes=data["notes"],
        bridge=data["bridge"],
    )


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds) if seconds else ZERO
