"""A screen that a signal closes: it ends as by its own key, says which signal it was, and gives the signals back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from textual.app import App

from prep.cli.closing import on_screen
from prep.screens.orderly import ENDINGS, OrderlyApp


class Left(OrderlyApp[str]):
    """An app that says that it was left."""

    def action_leave(self) -> None:
        self.exit("left")


class Killed(Left):
    """One that is killed politely as soon as it is there."""

    def on_ready(self) -> None:
        signal.raise_signal(signal.SIGTERM)


@pytest.fixture(autouse=True)
def before() -> Iterator[object]:
    """What stood for the signals, as the command line has it."""

    def end(number: int, frame: FrameType | None) -> None:
        raise AssertionError("the screen has let the signal through")

    kept = {number: signal.signal(number, end) for number in ENDINGS}
    yield end
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDINGS)
async def test_a_signal_closes_it_as_its_key_does(number: int, before: object):
    """And whoever opened it can tell."""
    app = Left()
    async with app.run_test() as pilot:
        assert isinstance(app, App)
        signal.raise_signal(number)
        await pilot.pause(0.1)

    assert (app.return_value, app.ended_by) == ("left", number)
    assert [signal.getsignal(each) for each in ENDINGS] == [before, before]


async def test_left_by_hand_it_was_ended_by_nobody(before: object):
    """The signals are given back all the same."""
    app = Left()
    async with app.run_test():
        app.action_leave()

    assert (app.return_value, app.ended_by) == ("left", 0)
    assert [signal.getsignal(each) for each in ENDINGS] == [before, before]


def test_prep_ends_with_the_exit_code_of_the_signal(monkeypatch: pytest.MonkeyPatch):
    """No other screen follows one that was killed."""
    monkeypatch.setattr(Killed, "run", lambda app: App.run(app, headless=True))

    with pytest.raises(SystemExit) as ended:
        on_screen(Killed())
    assert ended.value.code == 128 + signal.SIGTERM
