"""How a check, or a whole verdict, came out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """One word for what happened, as it is written in JSON and in the history."""

    GRADER_BROKEN = "grader_broken"
    TAMPERED = "tampered"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    TIMED_OUT = "timed_out"
    ERRORED = "errored"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    NOT_RUN = "not_run"
    PASSED = "passed"
    NOT_GRADABLE = "not_gradable"
    ABORTED = "aborted"

    @property
    def counts(self) -> bool:
        """Whether a verdict with this outcome is an attempt: faults that are not the answer's cost nothing."""
        return self not in (Outcome.NOT_GRADABLE, Outcome.GRADER_BROKEN, Outcome.ABORTED)

    @property
    def words(self) -> str:
        """The outcome as it stands in a sentence."""
        return _WORDS.get(self, self.value.replace("_", " "))


_WORDS = {
    Outcome.ERRORED: "raised an error",
    Outcome.CRASHED: "ended itself",
    Outcome.OUT_OF_MEMORY: "ran out of memory",
    Outcome.GRADER_BROKEN: "could not be judged: the grader broke",
    Outcome.TAMPERED: "sent malformed replies",
    Outcome.INCOMPLETE: "not everything was run",
    Outcome.ABORTED: "stopped before the end",
}

WORST_FIRST = (
    Outcome.GRADER_BROKEN,
    Outcome.TAMPERED,
    Outcome.CRASHED,
    Outcome.OUT_OF_MEMORY,
    Outcome.TIMED_OUT,
    Outcome.ERRORED,
    Outcome.FAILED,
    Outcome.INCOMPLETE,
    Outcome.PASSED,
)


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome a verdict takes from its checks: the worst one; a check that was not run leaves it incomplete.

    No checks at all is `incomplete` too: nothing was shown to be right.
    """
    seen = {Outcome.INCOMPLETE if outcome is Outcome.NOT_RUN else outcome for outcome in outcomes}
    return next((outcome for outcome in WORST_FIRST if outcome in seen), Outcome.INCOMPLETE)
