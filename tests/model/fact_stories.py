"""Facts as practice writes them, in any legal order: what hypothesis draws histories from."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from session_makers import NOON

from prep.model.correction import AMENDED, VOIDED, amended_data
from prep.model.fact import Fact
from prep.model.outcome import Outcome
from prep.model.problem import Axis
from prep.model.record import verdict_data
from prep.model.rubric import CODING, MARKS
from prep.model.session import GUESSES
from prep.model.verdict import Check, Likeness, Verdict

words = st.text(max_size=30)
seconds = st.floats(min_value=0, max_value=1e6)
stages = st.integers(1, 5)
checks = st.builds(
    Check, words, words, st.sampled_from(Outcome), axis=st.sampled_from(Axis), stage=stages, message=words
)
verdicts = st.builds(
    Verdict,
    st.sampled_from(Outcome),
    checks=st.lists(checks, max_size=4).map(tuple),
    seconds=seconds,
    mistakes=st.lists(words, max_size=3).map(tuple),
    likeness=st.none() | st.builds(Likeness, words, st.integers(0, 9), st.integers(1, 9)),
    isolation=st.lists(words, max_size=3).map(tuple),
    output=words,
    seed=st.integers(0, 2**31 - 1),
    message=words,
)
steps = st.sampled_from(
    ["pause", "park", "resume", "hint", "ask", "follow", "stage", "submit", "judge", "give up", "reveal", "finish"]
)


marks = st.dictionaries(st.sampled_from([each.id for each in CODING.criteria]), st.sampled_from(MARKS))
changes = st.builds(
    lambda marks, note, seconds: amended_data(marks=marks, note=note, seconds=seconds),
    marks,
    st.none() | st.text(max_size=5),
    st.none() | st.floats(0, 1e6),
)
voids = st.builds(lambda voided: {"voided": voided, "because": "x"}, st.booleans())
second_thoughts = st.lists(st.tuples(st.sampled_from(["s0", "s1", "s2", "elsewhere"]), changes | voids), max_size=6)


def as_facts(drawn: Any) -> list[Fact]:
    """Corrections as they were drawn, later than every story."""
    return [
        Fact(f"9{n:07}", VOIDED if "voided" in data else AMENDED, about, NOON, data)
        for n, (about, data) in enumerate(drawn)
    ]


@st.composite
def stories(draw: st.DrawFn) -> list[Fact]:
    """The facts of up to three sessions, one after the other or interleaved, in the order of their ids."""
    writer = _Writer(draw)
    for number in range(draw(st.integers(1, 3))):
        writer.start(f"s{number}")
    for step in draw(st.lists(steps, max_size=25)):
        writer.take(step, draw(st.sampled_from(sorted(writer.sessions))))
    return writer.facts


class _Writer:
    """Keeps just enough of each session to write what may come next."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.facts: list[Fact] = []
        self.sessions: dict[str, dict[str, Any]] = {}
        self._draw = draw
        self._now: datetime = NOON
        self._ticks = timedelta(hours=1)
        self._boot = 0

    def start(self, id: str) -> None:
        self.sessions[id] = {"waiting": [], "hints": 0, "asks": 0, "follow_ups": 0, "stage": 1, "finished": False}
        data = {
            "slug": self._draw(words),
            "uuid": id,
            "title": self._draw(words),
            "mode": self._draw(st.sampled_from(["practise", "interview"])),
            "minutes": self._draw(st.integers(1, 600)),
            "seed": 7,
            "last_stage": self._draw(stages),
            "answer": "answer.py",
        }
        self._add("started", id, **data, **self._moment())

    def take(self, step: str, id: str) -> None:
        """Write the fact of this step, if it is legal now; a finished session is scored by whatever comes next."""
        kept = self.sessions[id]
        if kept["finished"]:
            marks = {each.id: self._draw(st.sampled_from(MARKS)) for each in CODING.criteria}
            self._add("scored", id, rubric=CODING.id, marks=marks, note=self._draw(words))
            return
        match step:
            case "pause" | "park":
                why = "parked" if step == "park" else self._draw(st.sampled_from(["paused", "left"]))
                self._add("paused", id, why=why, **self._moment())
            case "resume":
                why = self._draw(st.sampled_from(["paused", "parked", "away", "asleep"]))
                self._add("resumed", id, why=why, away=self._draw(seconds), uncounted=self._draw(seconds))
            case "hint" | "ask" | "follow":
                key, kind = {"hint": ("hints", "hinted"), "ask": ("asks", "asked")}.get(
                    step, ("follow_ups", "followed")
                )
                kept[key] += 1
                self._add(kind, id, number=kept[key])
            case "stage":
                kept["stage"] += 1
                self._add("staged", id, stage=kept["stage"])
            case "submit":
                guess = self._draw(st.none() | st.sampled_from(GUESSES))
                submission = f"{id}-{len(self.facts)}"
                kept["waiting"].append(submission)
                data = {"name": "answer.py", "text": self._draw(words), "sha256": "", "stage": kept["stage"]}
                self._add("submitted", id, submission=submission, elapsed=self._draw(seconds), guess=guess, **data)
            case "judge" if kept["waiting"]:
                self._add("judged", id, submission=kept["waiting"].pop(), verdict=verdict_data(self._draw(verdicts)))
            case "give up":
                self._add("gave_up", id, elapsed=self._draw(seconds))
            case "reveal":
                self._add("revealed", id)
            case "finish":
                kept["finished"] = True
                self._add("finished", id, elapsed=self._draw(seconds), **self._moment())

    def _moment(self) -> dict[str, Any]:
        """A later moment; now and then the machine was restarted in between."""
        passed = timedelta(seconds=self._draw(seconds))
        self._now += passed
        self._ticks += passed
        if self._draw(st.integers(0, 5)) == 5:
            self._boot, self._ticks = self._boot + 1, timedelta(0)
        return {"ticks": self._ticks.total_seconds(), "boot": f"boot-{self._boot}"}

    def _add(self, word: str, about: str, **data: Any) -> None:
        id = f"{len(self.facts):08}"
        self.facts.append(Fact(id=id, kind=f"session.{word}", about=about, at=self._now, data=data))
