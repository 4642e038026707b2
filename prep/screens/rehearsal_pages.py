"""What comes before the first word of a rehearsal, and after the last: the plan in one glance, what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Digits, Footer, Static

from prep.errors import PrepError
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.flows.speaking import Coming, Speaking
from prep.model.rubric import ASKED_OF_SPEAKERS
from prep.screens import rehearsal_parts as parts
from prep.screens.pages import Page, Score
from prep.screens.standing_words import Look

COUNT, COUNT_SECONDS = 3, 1.0
WIDE, SMALL = 120, Size(60, 16)


def shape(screen: Screen[None], size: Size) -> None:
    """Set the classes that the layout goes by."""
    screen.set_class(size.width >= WIDE, "wide")
    screen.set_class(size.width < SMALL.width or size.height < SMALL.height, "small")


class LeadIn(Screen[None]):
    """The plan in one glance; Enter, three seconds, and `begin` is called as the clock starts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,pagedown", "start", "start", key_display="Enter"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("escape,q", "escape", "leave", key_display="Esc"),
    ]

    def __init__(self, coming: Coming, lectern: Lectern, begin: Callable[[Coming], None]) -> None:
        super().__init__()
        self._coming = coming
        self._lectern = lectern
        self._begin = begin
        self._count = 0
        self._counting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The title, the plan, what to press."""
        yield Static(Text(self._coming.talk.title), id="title")
        yield Static(id="about")
        with VerticalScroll(id="page", can_focus=False):
            yield Digits(id="count")
            yield Static(id="text")
        yield Static(id="said")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw; with an end by the clock, the slot shrinks while one waits."""
        self._draw()
        self.set_interval(1.0, self._draw)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        shape(self, event.size)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        now = self._lectern.clock()
        self.set_class(self._count > 0, "counting")
        try:
            plan = self._coming.plan_at(now)
        except PrepError as error:
            self.query_one("#said", Static).update(Text.assemble((f"{error.message}. {error.hint}", "yellow")))
            return
        self.query_one("#about", Static).update(parts.slot(self._coming, plan, now))
        self.query_one(Digits).update(str(self._count or ""))
        small = self.has_class("small")
        text = parts.first(self._coming, plan, now) if self._count else parts.lead_in(plan, small=small)
        self.query_one("#text", Static).update(text)
        said = "" if self._count else "Enter starts, after three seconds."
        self.query_one("#said", Static).update(Text(said, style="bold"))

    def action_start(self) -> None:
        """Count down; once is enough."""
        if self._counting is None:
            self._count = COUNT
            self._counting = self.set_interval(COUNT_SECONDS, self._tick)
            self._draw()

    def _stop_counting(self) -> None:
        if self._counting is not None:
            self._counting.stop()
        self._counting = None
        self._count = 0

    def _tick(self) -> None:
        self._count -= 1
        if self._count:
            self._draw()
            return
        self._stop_counting()
        try:
            self._begin(self._coming)
        except PrepError as error:
            self._draw()
            self.query_one("#said", Static).update(Text.assemble((f"{error.message}. {error.hint}", "yellow")))

    async def action_escape(self) -> None:
        """Stop counting, or leave: nothing has begun."""
        if self._counting is None:
            await self.run_action("app.leave")
        else:
            self._stop_counting()
            self._draw()

    def action_help(self) -> None:
        """What the keys do, once it has begun."""
        self.app.push_screen(Page("Keys", parts.HELP))


class Closing(Screen[None]):
    """What was measured; the self-score, and an end that was none, taken back by `again` where there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "go on", key_display="Enter"),
        Binding("u", "undo", "take the end back"),
        Binding("escape,q", "app.leave", "leave", key_display="Esc"),
    ]

    def __init__(self, speaking: Speaking, again: Callable[[], None] | None, *, asks: bool = False) -> None:
        super().__init__()
        self.speaking = speaking
        self._again = again
        self._asks = asks

    def compose(self) -> ComposeResult:
        """The lines, the sections, what to press."""
        yield Static(parts.about(self.speaking.rehearsal), id="title")
        with VerticalScroll(id="page"):
            yield Static(id="text")
            yield Static(id="table")
        yield Static(id="said")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show what was measured."""
        self._draw()

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        shape(self, event.size)

    def _draw(self) -> None:
        rehearsal = self.speaking.rehearsal
        self.query_one("#text", Static).update(parts.measured(rehearsal))
        self.query_one("#table", Static).update(parts.plan(self.speaking.stands(), Look()))
        then = "Enter: the questions." if self._asks else "Enter: score yourself."
        self.query_one("#said", Static).update(Text("Enter closes." if rehearsal.score else then, style="bold"))

    async def action_enter(self) -> None:
        """The questions, or the self-score; once that is given, close."""
        if self._asks or self.speaking.rehearsal.score:
            await self.run_action("app.leave")
        else:
            self.app.push_screen(Score(ASKED_OF_SPEAKERS), self._scored)

    def _scored(self, marks: dict[str, int] | None) -> None:
        if marks is not None:
            self.speaking.take(lambda rehearsal, lectern: rehearse.score(rehearsal, marks, lectern))
            self._draw()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Once it is scored, its end is not taken back."""
        return action != "undo" or (self._again is not None and self.speaking.rehearsal.score is None)

    def action_undo(self) -> None:
        """The end was none: the talk goes on as if it had not been pressed."""
        if self._again is not None and self.speaking.take(rehearse.undo):
            self._again()
