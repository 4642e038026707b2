"""What can go wrong, in the user's words; the class says who must act and which exit code that is."""

from __future__ import annotations


class PrepError(Exception):
    """Something the user can act on: what happened, and what to do next.

    Every command ends in one error boundary (`prep.cli.boundary`) that prints these two sentences and exits
    with `exit_code`; nothing else in the program prints an error.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NotPassed(PrepError):
    """The work was done and judged, and it did not pass."""


class BadUsage(PrepError):
    """The command was asked for something it cannot do as typed."""

    exit_code = 2


class BadContent(PrepError):
    """A problem, a talk, a bank or the history itself is not as its format says."""

    exit_code = 3


class NoSuchThing(PrepError):
    """A name that nothing answers to."""

    exit_code = 4


class GraderBroken(PrepError):
    """The grader failed by itself: our fault, never the answer's, and it costs no attempt."""

    exit_code = 5
