"""Facts without what somebody wrote, for others to see: what stays is what was measured and marked.

Left out are the text of submissions, answers and tests, what they printed, messages of checks (they quote the
answer), notes, stories, companies, the names of graders, and the words of talks and of one's own questions, which
their keys are made of. A kind that is not listed here is left out as a whole: it may hold anything.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from prep.model.answer import ANSWERED, KEPT, SPOKEN
from prep.model.correction import AMENDED, NOTED, VOIDED
from prep.model.day import SlotKind
from prep.model.fact import Fact
from prep.model.opinion import GIVEN

Data = Mapping[str, Any]


def anonymous(facts: Iterable[Fact], public: Collection[str] = ()) -> Iterator[Fact]:
    """These facts without anything personal; ids, times and numbers are as they were.

    A question keeps its key if that is public; any other gets one that is always the same, and says nothing.
    """
    return (_anonymous(fact, public) for fact in facts if fact.kind in _WITHOUT)


def _anonymous(fact: Fact, public: Collection[str]) -> Fact:
    data = dict(_WITHOUT[fact.kind](fact.data))
    for name in data.keys() & {"keys", "answers"}:
        data[name] = [_key(each, public) for each in data[name]]
    if "slots" in data:
        data["slots"] = [{**slot, "what": _what(slot, public)} for slot in data["slots"]]
    return replace(fact, data=data, about=_key(fact.about, public) if fact.kind in _OF_QUESTIONS else fact.about)


def _key(key: str, public: Collection[str]) -> str:
    """The key of a question; a talk's own stay together under the id of the talk."""
    if key in public or _HIDDEN.search(key):
        return key
    bank = key.rpartition("/")[0] if key.startswith("talk:") else "own"
    return f"{bank}/question-{_digest(key)}"


def _what(slot: Data, public: Collection[str]) -> list[str]:
    """What is in a slot of a day: the name of a talk, the names of problems, or keys of questions."""
    if slot["kind"] == SlotKind.TALK:
        return [name if _HIDDEN.search(name) else f"talk-{_digest(name)}" for name in slot["what"]]
    return [_key(name, public) if "/" in name else name for name in slot["what"]]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _as_it_is(data: Data) -> Data:
    return data


def _blank(*names: str) -> Callable[[Data], Data]:
    """Empty text for these, where they are there."""
    return lambda data: {**data, **{name: "" for name in names if name in data}}


def _judged(data: Data) -> Data:
    verdict = data["verdict"]
    checks = [{**check, "message": ""} for check in verdict["checks"]]
    return {**data, "verdict": {**verdict, "checks": checks, "output": "", "message": ""}}


def _rehearsal(data: Data) -> Data:
    sections = [
        {**section, "title": f"section {number}", "notes": "", "bridge": ""}
        for number, section in enumerate(data["sections"], start=1)
    ]
    return {**data, "slug": _talk(data["uuid"]), "title": "a talk", "sections": sections}


def _question(data: Data) -> Data:
    blank = _blank("question", "text", "note", "company")(data)
    return {**blank, "slug": _talk(data["talk"])} if "talk" in data else blank


def _talk(uuid: str) -> str:
    """A name for a talk that says nothing of it."""
    return f"talk-{uuid[:8]}"


def _story(data: Data) -> Data:
    return {**data, "title": "a story", "parts": dict.fromkeys(data["parts"], "")}


def _opinion(data: Data) -> Data:
    return {**data, "by": "a grader", "note": ""}


_OF_QUESTIONS = (SPOKEN, ANSWERED, KEPT)
_HIDDEN = re.compile(r"^(?:.*/question|talk)-[0-9a-f]{8}$")
"""A name that was given here: an anonymous history is not changed by a second time."""

_WITHOUT: Mapping[str, Callable[[Data], Data]] = {
    **dict.fromkeys(
        (
            *("session.started", "session.paused", "session.resumed", "session.hinted", "session.asked"),
            *("session.followed", "session.staged", "session.gave_up", "session.revealed", "session.finished"),
            *("rehearsal.undone", "rehearsal.abandoned", "why.compared", "story.dropped"),
            *("day.opened", "day.finished", "day.abandoned"),
        ),
        _as_it_is,
    ),
    "session.submitted": _blank("text", "sha256"),
    "session.judged": _judged,
    "session.scored": _blank("note"),
    "rehearsal.started": _rehearsal,
    "rehearsal.marked": _blank("word"),
    "rehearsal.scored": _blank("note"),
    SPOKEN: _question,
    ANSWERED: _question,
    KEPT: _blank("text", "company"),
    "story.kept": _story,
    "why.began": _blank("company"),
    "day.started": _blank("company"),
    "day.noted": _blank("text"),
    "day.closed": _blank("words"),
    "tests.scored": _blank("text"),
    AMENDED: _blank("note"),
    VOIDED: _blank("because"),
    NOTED: _blank("text"),
    GIVEN: _opinion,
}
