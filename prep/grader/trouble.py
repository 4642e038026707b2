"""What can happen to a call over the wall, each with the outcome it gives its check."""

from __future__ import annotations

import builtins

from prep.model.outcome import Outcome


class Trouble(Exception):
    """A call to the answer that did not bring back plain data; `outcome` is what its check becomes."""

    outcome = Outcome.ERRORED


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


class GraderFault(Exception):
    """The grader itself failed: never the answer's fault."""


class AnswerRaised(Trouble):
    """The answer raised; also an instance of the builtin it names, so that `pytest.raises(ValueError)` works."""


def answer_raised(name: str, text: str) -> AnswerRaised:
    """The exception for an answer that raised `name`."""
    builtin = getattr(builtins, name, None)
    if name == "MemoryError":
        raise OutOfMemory(text)
    if isinstance(builtin, type) and issubclass(builtin, Exception) and name != "AssertionError":
        try:
            raised: AnswerRaised = type(name, (AnswerRaised, builtin), {})(text)
        except TypeError:
            return AnswerRaised(text)  # UnicodeDecodeError and its like take more than a text
        return raised
    return AnswerRaised(text)
