"""Marks 1 to 4 on a few criteria, each level described; 3 is the bar. And what the facts say beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MARKS = (1, 2, 3, 4)
BAR = 3


@dataclass(frozen=True)
class Criterion:
    """One side of a performance; `levels` says what each mark looks like."""

    id: str
    title: str
    levels: Mapping[int, str]


@dataclass(frozen=True)
class Rubric:
    """The criteria that a kind of interview is marked on; `musts` (none named: all) decide whether it is at the bar."""

    id: str
    criteria: tuple[Criterion, ...]
    musts: tuple[str, ...] = ()

    def lowest(self, marks: Mapping[str, int]) -> int:
        """The lowest mark among the musts."""
        return min(mark for id, mark in marks.items() if not self.musts or id in self.musts)

    def fits(self, marks: Mapping[str, int]) -> bool:
        """Whether these are marks for each criterion, and for nothing else."""
        return set(marks) == {each.id for each in self.criteria} and all(mark in MARKS for mark in marks.values())


@dataclass(frozen=True, slots=True)
class SelfScore:
    """The candidate's own marks, by criterion id, and a note to self."""

    rubric: str
    marks: Mapping[str, int]
    note: str = ""


def criterion(id: str, title: str, *levels: str) -> Criterion:
    """A criterion with its four levels, 4 first."""
    return Criterion(id, title, dict(zip(reversed(MARKS), levels, strict=True)))


CODING = Rubric(
    "coding",
    (
        criterion(
            "problem-solving",
            "Problem solving",
            "weighed several ways, took the best one, and had time left for follow-ups",
            "reached the right complexity with at most a small nudge; no time for extras",
            "got part of the way, and leant on hints to get there",
            "found no approach that works",
        ),
        criterion(
            "code",
            "Code",
            "clean and idiomatic, right nearly at once",
            "works; turning the idea into code took some struggle",
            "barely works; the same errors came back",
            "does not work",
        ),
        criterion(
            "communication",
            "Communication",
            "said aloud what and why throughout; shapes and numerics were stated",
            "clear, though a listener would have had to ask now and then",
            "gaps and jumps; hard to follow",
            "silent, or not coherent",
        ),
        criterion(
            "testing",
            "Testing",
            "walked through cases and corners, ran a sanity check, fixed own bugs",
            "tested, and missed some corners",
            "tried the typical case only; bugs remain",
            "called it done untested",
        ),
    ),
)

TIME = "time"
"""The criterion of `JOB_TALK` that is computed and not asked."""

JOB_TALK = Rubric(
    "job-talk",
    (
        criterion(
            "problem",
            "Problem and motivation",
            "an outsider could say after five minutes what the problem is and why it matters",
            "clear to people from neighbouring fields",
            "came late, or stayed vague",
            "missing",
        ),
        criterion(
            "thread",
            "One thread",
            "one theme through all results, and the audience always knew where they were",
            "there is a theme; the joints between the parts are weak",
            "one paper after another",
            "no order",
        ),
        criterion(
            "depth",
            "Evidence and depth",
            "an expert learnt something; one result was taken to the bottom",
            "the right results, too many or too shallow",
            "claims went further than the evidence",
            "claims without evidence",
        ),
        criterion(
            "agenda",
            "Agenda and fit",
            "the next questions follow from the work and belong in this lab",
            "an agenda that would fit any lab",
            "one slide of wishes",
            "none",
        ),
        criterion(
            "questions",
            "Questions",
            "answered what was asked, in 30 to 60 seconds, and said where the limits are",
            "mostly; some answers rambled",
            "evaded, or argued",
            "could not answer",
        ),
        criterion(
            TIME,
            "Time",
            "within 2 % of the slot, the close unhurried",
            "within 5 %",
            "over by more than 5 %, or the close was rushed",
            "would have been cut off",
        ),
    ),
)

ASKED_OF_SPEAKERS = tuple(each for each in JOB_TALK.criteria if each.id != TIME)
"""What a speaker is asked for after a rehearsal."""

MEASURED = ("problem-solving", "code")
"""The criteria of `CODING` for which the facts give a mark of their own."""


def measured_mark(*, passed: bool, in_time: bool, hints: int, passing: int) -> int:
    """The mark that the facts of a session support: 4 passed in time without a hint, 3 passed, 2 some checks."""
    if passed:
        return 4 if in_time and not hints else 3
    return 2 if passing else 1
