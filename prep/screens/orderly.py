"""A polite kill, or a terminal that goes away, closes a screen in order; whoever opened it learns that it was so."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from textual import on
from textual.app import App
from textual.events import Mount, Unmount

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
R = TypeVar("R")


class OrderlyApp(App[R]):
    """An app that a signal closes as its own key for leaving does; `ended_by` is that signal, 0 if none came."""

    ended_by = 0
    _before: Mapping[int, Any] = MappingProxyType({})

    @on(Mount)
    def _take_the_signals(self) -> None:
        # What stood for them before: asyncio would leave the default behind, which ends prep without a word.
        self._before = {number: signal.getsignal(number) for number in ENDINGS}
        for number in ENDINGS:
            asyncio.get_running_loop().add_signal_handler(number, self._ended, number)

    @on(Unmount)
    def _give_them_back(self) -> None:
        for number, before in self._before.items():
            asyncio.get_running_loop().remove_signal_handler(number)
            signal.signal(number, before)

    def _ended(self, number: int) -> None:
        self.ended_by = number
        self.action_leave()

    def action_leave(self) -> None:
        """Close the screen."""
        self.exit()
