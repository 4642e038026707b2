"""A model behind an API, as its clients see it, on simulated time. Nothing in here has to be changed.

    text = await ask(endpoint, prompt)     # or raises Busy or Refused

Waiting costs nothing: when every task waits, the clock jumps to the moment at which the next one goes on. So
`asyncio.sleep(60)` is over at once, and the clock to ask is `asyncio.get_running_loop().time()`.
"""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

Endpoint = Callable[..., Any]
MOST_ROUNDS = 20_000


class Busy(Exception):
    """Too many requests, or a passing fault: the same request may succeed later."""


class Refused(Exception):
    """The request itself is wrong: it would be refused again."""


async def ask(endpoint: Endpoint, prompt: str) -> str:
    """Send one request and wait for its text; `endpoint` is what `run` was given, to be passed on as it is."""
    clock = asyncio.get_running_loop().time
    ticket, seconds, outcome, text = endpoint("begin", prompt, clock())
    event = "abandoned"
    try:
        await asyncio.sleep(seconds)
        event = "end"
    finally:
        endpoint(event, ticket, clock())
    if outcome == "busy":
        raise Busy(text)
    if outcome == "refused":
        raise Refused(text)
    return text


def rehearsal(script: dict[str, list[tuple[float, str | Exception]]]) -> Endpoint:
    """An endpoint to try things out with, which prints what happens and when.

    `script` has the tries of each prompt in turn, the last of them again and again: how many seconds one takes,
    and the text or the error that comes of it.
    """
    begun: list[str] = []

    def endpoint(event: str, what: Any, at: float) -> Any:
        answer = None
        if event == "begin":
            earlier = begun.count(what)
            seconds, outcome = script[what][min(earlier, len(script[what]) - 1)]
            kind = {Busy: "busy", Refused: "refused"}.get(type(outcome), "text")
            begun.append(what)
            answer = (len(begun), seconds, kind, str(outcome))
        ticket = answer[0] if answer else what
        prompt = begun[ticket - 1]
        print(f"{at:6.2f} s  {event:9} {prompt!r}, try {begun[:ticket].count(prompt)}")
        return answer

    return endpoint


class _Waiting(selectors.DefaultSelector):
    """What a loop waits with: here, waiting is only written down."""

    now = 0.0
    rounds = 0  # since the clock last moved

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(0)
        self.rounds += 1
        if not events and timeout is None:
            raise RuntimeError("every task waits for another, and none will ever go on: is a slot not given back?")
        if not events and timeout > 0:
            self.now += timeout
            self.rounds = 0
        if self.rounds > MOST_ROUNDS:
            self.rounds = 0
            raise RuntimeError("tasks go round and round while the clock stands still: wait for what you need")
        return events


class _SimulatedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._waiting = _Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.now


asyncio.new_event_loop = asyncio.events.new_event_loop = _SimulatedLoop  # what asyncio.run makes its loop with
