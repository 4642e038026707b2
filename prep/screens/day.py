"""The day on a screen: what is now in large, the schedule with its scores below; a slot opens a screen of its own."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar, Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.events import Resize
from textual.widgets import Digits, Footer, Static

from prep.flows.attending import Attending
from prep.model.moment import ZERO, clock_face
from prep.model.onsite import Stands
from prep.screens import day_parts as parts
from prep.screens.day_parts import Names
from prep.screens.orderly import OrderlyApp
from prep.screens.pages import Page, Pick
from prep.screens.rehearsal_pages import shape

DRAW_SECONDS = 0.25

Choice = Literal["open", "finish"]


class DayApp(OrderlyApp[Choice]):
    """The day between its slots; `said` is what became of the last one. It ends with what is wanted next."""

    TITLE = "prep day"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "day.tcss"
    BINDINGS: ClassVar[list[BindingType]] = parts.KEYS

    def __init__(self, attending: Attending, names: Names, *, said: str = "") -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self._attending = attending
        self._names = names
        self._said = said
        self._here: object = None

    def compose(self) -> ComposeResult:
        """The line, what is now, the schedule, the keys."""
        yield Static(id="bar")
        with Container(id="body"):
            with Vertical(id="now"):
                yield Static(id="title")
                with Horizontal(id="clock"):
                    yield Digits(id="big")
                    yield Static(id="unit")
                yield Static(id="says")
                yield Static(id="said", classes="empty")
            with VerticalScroll(id="list"):
                yield Static(id="schedule")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw, and look at the clock."""
        self.query_one("#list").focus()
        self._draw()
        self.set_interval(DRAW_SECONDS, self._draw)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        # The event's size: the app's own is still the old one here.
        shape(self.screen_stack[0], event.size)
        self._here = None
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        # While the app closes its timer still runs, and parts of the screen are gone already.
        with suppress(NoMatches):
            self._draw_all()

    def _draw_all(self) -> None:
        attending, base = self._attending, self.screen_stack[0]
        if not base.is_mounted:
            return
        for number in attending.settle():
            self._said = parts.closed(attending, number)
        here = parts.now(attending, self._names)
        self._put("bar", parts.bar(attending, base.size.width - 2))
        self._put("title", Text.assemble((here.title, "bold"), (f" · {here.who}" if here.who else "", "")))
        digits = base.query_one("#big", Digits)
        face = clock_face(here.left) if here.unit else ""
        if digits.value != face:
            digits.update(face)
        small = base.has_class("small")
        base.query_one("#clock").set_class(not face, "empty")
        self._put("unit", Text.assemble((f"{face} " if small else "", "bold"), here.unit))
        self._put("says", Text(here.says))
        self._put("said", Text(self._said))
        current = attending.current()
        waits = current is not None and attending.stands(current) in (Stands.WAITS, Stands.ENTERED)
        base.set_class(waits, "waits")
        self._draw_schedule(small=small)

    def _draw_schedule(self, *, small: bool) -> None:
        """The schedule, only when something in it has changed; where it is scrolled, it shows what is now."""
        attending, base = self._attending, self.screen_stack[0]
        state = (tuple(attending.stands(n) for n in range(len(attending.day.plan))), base.size, small)
        if state == self._here:
            return
        self._here = state
        base.query_one("#schedule", Static).update(parts.schedule(attending, self._names, small=small))
        current = attending.current() or 0
        rows = base.query_one("#list", VerticalScroll)
        self.call_after_refresh(lambda: rows.scroll_to(y=max(0, current - 1), animate=False))

    def _put(self, id: str, text: Text) -> None:
        widget = self.screen_stack[0].query_one(f"#{id}", Static)
        # What has not changed is not drawn again: only the clock moves.
        if widget.content != text:
            widget.update(text)
        widget.set_class(not text.plain, "empty")

    def _say(self, words: str) -> None:
        self._said = words
        self._draw()

    def action_open(self) -> None:
        """In comes whoever waits; once the day is over, what it came to."""
        here = parts.now(self._attending, self._names)
        if here.enter == "end":
            self.exit("finish")
        elif self._attending.to_enter() is not None:
            self.exit("open")
        else:
            self._say("Nobody is there yet: the clock decides.")

    def action_done(self) -> None:
        """Close the slot that is open."""
        number = self._attending.to_enter()
        if number is None or self._attending.stands(number) is not Stands.ENTERED:
            self._say("You are in no slot.")
            return
        self._attending.close(number)
        self._say(parts.closed(self._attending, number))

    def action_skip(self) -> None:
        """Leave the slot out, after a question."""
        number = self._attending.to_enter()
        if number is None:
            self._say("There is nothing to leave out now.")
            return

        def answered(sure: bool | None) -> None:
            if sure and self._attending.to_enter() == number:
                self._attending.leave_out(number)
                self._say(parts.closed(self._attending, number))

        title = self._attending.slot(number).title
        self.push_screen(Pick(f"Leave it out: {title}?", [("y", "yes, nothing of it today", True)]), answered)

    def action_finish(self) -> None:
        """End the day now, after a question if it is not over."""
        if self._attending.over:
            self.exit("finish")
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.exit("finish")

        left = clock_face(self._attending.day.length - max(self._attending.elapsed, ZERO))
        self.push_screen(
            Pick(f"End the day, {left} before its end?", [("y", "yes, and see what it came to", True)]), answered
        )

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(Page("Keys", parts.HELP))

    def action_leave(self) -> None:
        """Close the screen; the day's clock goes on."""
        self.exit(None)
