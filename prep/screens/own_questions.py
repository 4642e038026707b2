"""The last five minutes of an interview: a clock, and a line for what was asked and learnt."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.events import Resize
from textual.widgets import Digits, Footer, Input, Static

from prep.flows.attending import Attending
from prep.model.moment import ZERO, clock_face
from prep.screens import day_parts as parts
from prep.screens.orderly import OrderlyApp
from prep.screens.rehearsal_pages import shape

DRAW_SECONDS = 0.25


class OwnQuestionsApp(OrderlyApp[None]):
    """Your questions to them; `through` says whether it came to its end, and was not left."""

    TITLE = "prep day"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "day.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", key_display="esc"),
        Binding("ctrl+c", "leave", "leave", show=False, priority=True),
    ]

    def __init__(self, attending: Attending, number: int) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self.through = False
        self._attending = attending
        self._number = number

    def compose(self) -> ComposeResult:
        """The line, the clock, the notes, where to type."""
        yield Static(id="bar")
        with Vertical(id="now"):
            yield Static(Text("Your own questions", style="bold"), id="title")
            with Horizontal(id="clock"):
                yield Digits(id="big")
                yield Static(id="unit")
            yield Static(Text(parts.OWN_WORDS), id="says")
        with VerticalScroll(id="list", can_focus=False):
            yield Static(id="notes")
        with Horizontal(id="prompt"):
            yield Static(Text("> ", style="bold"), id="asked")
            yield Input(id="typed", compact=True)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw, and look at the clock."""
        typed = self.query_one(Input)
        typed.cursor_blink = False
        typed.focus()
        self._draw()
        self.set_interval(DRAW_SECONDS, self._draw)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        shape(self.screen_stack[0], event.size)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        # While the app closes its timer still runs, and parts of the screen are gone already.
        with suppress(NoMatches):
            self._draw_all()

    def _draw_all(self) -> None:
        attending, base = self._attending, self.screen_stack[0]
        slot = attending.slot(self._number)
        left = max(slot.end - attending.elapsed, ZERO)
        face = clock_face(left)
        base.query_one("#bar", Static).update(parts.bar(attending, base.size.width - 2))
        base.query_one("#big", Digits).update(face)
        base.query_one("#unit", Static).update(f"{face} left" if base.has_class("small") else f"left of {slot.title}")
        notes = attending.held(self._number).notes
        base.query_one("#notes", Static).update(Text("\n").join(Text(f"· {note}") for note in notes))
        if not left:
            self._end()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self._end()
            return
        self._attending.note(self._number, event.value)
        event.input.value = ""
        self._draw()

    def _end(self) -> None:
        """They go; a line that is half written is kept."""
        if not self.through:
            self.through = True
            self._attending.note(self._number, self.screen_stack[0].query_one(Input).value)
            self.exit()

    def action_leave(self) -> None:
        """Back to the day; they are still there."""
        self.exit()
