"""What can happen to a call over the wall, each with the outcome it gives its check."""

from __future__ import annotations

import builtins

from prep.model.outcome import Outcome

CHANNEL_CLOSED = 77
"""The exit status of a worker whose channel to the host is gone."""

NOT_SHOWN = "the calls of this check cannot be written down: "
"""How a transcript begins that is none."""


class Trouble(BaseException):
    """A call to the answer that did not bring back plain data; `outcome` is what its check becomes.

    Not an `Exception`: a check that says `except Exception` or `pytest.raises(Exception)` means what an answer
    raised, and must not turn a crash or a late reply into a pass.
    """

    outcome = Outcome.ERRORED

    def __str__(self) -> str:  # KeyError, an ancestor of some, would show its text in quotes
        return str(self.args[0]) if self.args else ""


class CallTimedOut(Trouble):
    """No reply within the limit."""

    outcome = Outcome.TIMED_OUT


class WorkerDied(Trouble):
    """The worker ended during the call."""

    outcome = Outcome.CRASHED


class OutOfMemory(Trouble):
    """The worker asked for more memory than the problem allows."""

    outcome = Outcome.OUT_OF_MEMORY


class Tampered(Trouble):
    """The reply is not one that our worker writes."""

    outcome = Outcome.TAMPERED


class NotLoaded(Trouble):
    """The answer could not be loaded, or has no such entry."""


class HandleUsedAsData(Trouble):
    """A check compared, or asked the truth of, something that stayed in the worker."""

    outcome = Outcome.FAILED


class OddValue(Trouble):
    """The answer returned something that is not plain data."""

    outcome = Outcome.FAILED


def text_of(error: BaseException) -> str:
    """What an error says; it may quote what cannot be shown: a handle, a number of too many digits."""
    try:
        return str(error)
    except Trouble as inner:
        return str(inner)
    except Exception as inner:
        return f"(its message raised {type(inner).__name__})"


class GraderFault(BaseException):
    """The grader itself failed: never the answer's fault, and nothing that a check may catch by accident."""


# What is not told by its builtin: an assertion is the check's own word, and the end of an iteration would end one
# of the check's without a sound: `all(map(is_right, inputs))` would be true.
_NOT_DERIVED = ("AssertionError", "StopIteration", "StopAsyncIteration")


class AnswerRaised(Trouble, Exception):
    """The answer raised; also an instance of the builtin it derives from, so that `pytest.raises` works."""


def answer_raised(kind: str, text: str) -> AnswerRaised:
    """The exception for an answer that raised the builtin `kind`, or something derived from it."""
    builtin = getattr(builtins, kind, None)
    if isinstance(builtin, type) and issubclass(builtin, Exception) and kind not in _NOT_DERIVED:
        try:
            raised: AnswerRaised = type(kind, (AnswerRaised, builtin), {})(text)
        except TypeError:
            return AnswerRaised(text)  # UnicodeDecodeError and its like take more than a text
        return raised
    return AnswerRaised(text)
