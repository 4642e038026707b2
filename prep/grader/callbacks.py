"""The functions that checks pass to the answer: it holds numbers, and asks the host to call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prep.grader.codec import Encoder, Node, NotPlainData, TooLarge, WireError
from prep.grader.decoder import Decoder
from prep.grader.trouble import GraderFault, text_of

Send = Callable[[dict[str, Any], list[bytes]], None]

# No fault of the check's: what a function returns grows with what the answer passed to it.
GREW = "the function returned"


class Callbacks:
    """Numbered functions; `failure` is what went wrong in one of them and is not the answer's to handle."""

    def __init__(self, special: Callable[[Any], Node | None], known: Callable[[str, list[Any]], Any]) -> None:
        self._special = special
        self._known = known
        self._functions: dict[int, Callable[..., Any]] = {}
        self._numbers: dict[int, int] = {}
        self.failure: BaseException | None = None

    def number(self, function: Callable[..., Any]) -> int:
        """The number of a function: always the same for the same one, and never given to another."""
        number = self._numbers.setdefault(id(function), len(self._functions) + 1)
        self._functions[number] = function  # kept, so that its id stays its own
        return number

    def function(self, number: int) -> Callable[..., Any]:
        """The function of that number."""
        return self._functions[number]

    def raise_failure(self) -> None:
        """Raise the `failure`, if there is one, once."""
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure

    def answer(self, head: dict[str, Any], payload: memoryview, send: Send, *, lost: Callable[[], bool]) -> None:
        """Call the function that the worker asks for, and send back what came of it.

        What the function raises is the answer's to handle, as anywhere in Python: a check may want to see how.
        A failed assertion and whatever is no `Exception` are kept as `failure`: the answer may swallow those,
        the check must not. They go straight through if the worker was `lost` in a call made by the function.
        """
        function = self._functions.get(head["callback"]) if type(head.get("callback")) is int else None
        if function is None:
            raise WireError("a callback that nobody gave")
        if type(head["ask"]) is not int:
            raise WireError("a callback without a number")
        decoder = Decoder(payload, self._known)
        args, kwargs = decoder.value(head.get("args")), decoder.value(head.get("kwargs"))
        if type(args) is not tuple or type(kwargs) is not dict or not all(type(k) is str for k in kwargs):
            raise WireError("a callback with malformed arguments")
        try:
            value, buffers = self._encoded(function(*args, **kwargs))
        except BaseException as error:
            if lost():
                raise
            if not isinstance(error, Exception) or isinstance(error, AssertionError):
                self.failure = self.failure or error
            send({"answer": head["ask"], "raised": [type(error).__name__, text_of(error)[:2000]]}, [])
            return
        try:
            send({"answer": head["ask"], "value": value}, buffers)
        except TooLarge as odd:
            send({"answer": head["ask"], "raised": ["OverflowError", f"{GREW} {odd}"]}, [])

    def _encoded(self, value: Any) -> tuple[Node, list[bytes]]:
        encoder = Encoder(self._special)
        try:
            return encoder.node(value), encoder.buffers
        except TooLarge as odd:
            raise OverflowError(f"{GREW} {odd}") from None
        except NotPlainData as odd:
            raise GraderFault(f"a check's own function returned {odd}, which cannot cross to the answer") from None
