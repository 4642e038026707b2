"""Questions after a talk on a screen: a hand goes up, the clock with its cards, what was wanted, a key for the mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Digits, Footer, Static

from prep.errors import PrepError
from prep.flows.question_time import QuestionTime, Stage
from prep.model.moment import clock_face
from prep.model.rubric import MARKS
from prep.screens import questions_parts as parts
from prep.screens.orderly import OrderlyApp
from prep.screens.pages import Page
from prep.screens.rehearsal_pages import shape

DRAW_SECONDS = 0.25
HELP = """\
A hand goes up; you see who it is. The question stays hidden until you draw it.

- **space**, Enter, PageDown: hear the question; end your answer; the next one
- **1** to **4**: your mark, after you saw what was wanted; 3 is the bar
- **q**, Esc: that was enough; what you said stays kept

● green at 0:30, it is long enough · ▲ yellow at 0:45, come to the end · ■ red at 1:00, stop.
"""


class QuestionsApp(OrderlyApp[None]):
    """One round of questions, and a look back at it."""

    TITLE = "prep talk qa"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "questions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", "leave", show=False, priority=True)]

    def __init__(self, time: QuestionTime) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self.time = time
        self._left = False

    def on_mount(self) -> None:
        """Let the first hand go up."""
        self.push_screen(Hall(self.time))

    def action_leave(self) -> None:
        """Close the screen; an answer that was being given is kept."""
        if not self._left:
            self._left = True
            self.time.leave()
            self.exit()


class Hall(Screen[None]):
    """The question whose turn it is, whichever stage it is in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,pagedown", "step", "go on", key_display="space", priority=True),
        *(Binding(str(mark), f"score({mark})", "your mark", key_display="1-4", show=mark == 1) for mark in MARKS),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("q,escape", "end", "end", key_display="q"),
    ]

    def __init__(self, time: QuestionTime) -> None:
        super().__init__()
        self.time = time
        self._drawn: dict[str, object] = {}

    def compose(self) -> ComposeResult:
        """The line, who asks and what, the clock; then what was wanted, and the levels."""
        yield Static(id="bar")
        with VerticalScroll(id="page"):
            yield Static(id="asked")
            with Horizontal(id="clock"):
                yield Digits(id="big")
                yield Static(id="beside")
            yield Static(id="wanted")
        yield Static(id="levels")
        yield Static(id="said")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw, and start to keep the beat."""
        self.query_one("#page").focus()
        self._draw()
        self.set_interval(DRAW_SECONDS, self._beat)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        # The event's size: the screen's own is still the old one here.
        shape(self, event.size)
        self.call_after_refresh(self._draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key stands below only where it does something."""
        return action != "score" or self.time.stage is Stage.SHOWN

    def _beat(self) -> None:
        if self.time.stage is Stage.SPEAKING:
            self._draw()

    def _draw(self) -> None:
        time, small = self.time, self.has_class("small")
        speaking = time.stage is Stage.SPEAKING
        self.set_class(speaking, "speaking")
        for light, colour in parts.COLOURS.items():
            self.set_class(speaking and time.card is light, colour)
        self._put("bar", parts.bar(time, self.size.width - 2))
        self._put("asked", parts.hand(time.question) if time.stage is Stage.HIDDEN else parts.asked(time.question))
        if speaking:
            big = self.query_one(Digits)
            if big.value != (face := clock_face(time.took)):
                big.update(face)
            self._put("beside", parts.beside(time))
        shown = time.stage in (Stage.SHOWN, Stage.SCORED)
        # Where there is no room for the levels, they stand at the end of the page.
        what = parts.wanted(time, with_levels=small) if shown else Text()
        self._put("wanted", what, of=(time.place, time.stage if small else shown, small))
        self._put("levels", parts.levels(time) if shown and not small else Text(), of=(time.place, time.stage, small))
        self._put("said", parts.now(time) if speaking and small else parts.said(time))

    def _put(self, id: str, shown: RenderableType, *, of: object = None) -> None:
        # What has not changed is not drawn again: only the clock moves.
        if self._drawn.get(id) == (of or shown):
            return
        self._drawn[id] = of or shown
        widget = self.query_one(f"#{id}", Static)
        widget.update(shown)
        widget.set_class(isinstance(shown, Text) and not shown.plain, "empty")

    def _try(self, step: Callable[[], None]) -> None:
        """Take a step; what could not be kept is said, and nothing of it is shown."""
        try:
            step()
        except PrepError as error:
            self.notify(f"{error.message}. {error.hint}", severity="error", markup=False)
            return
        self.refresh_bindings()
        self._draw()

    def action_step(self) -> None:
        """The next step, whichever it is; an answer that was shown waits for its mark."""
        time = self.time
        match time.stage:
            case Stage.HIDDEN:
                self._try(time.draw)
            case Stage.SPEAKING:
                self._try(time.stop)
                self.query_one("#page", VerticalScroll).scroll_home(animate=False)
            case Stage.SHOWN:
                self.query_one("#page", VerticalScroll).scroll_page_down(animate=False)
            case Stage.SCORED if time.last:
                self.action_end()
            case Stage.SCORED:
                self._try(time.go_on)

    def action_score(self, mark: int) -> None:
        """Give the answer its mark."""
        self._try(lambda: self.time.score(mark))

    def action_help(self) -> None:
        """What the keys do."""
        self.app.push_screen(Page("Keys", HELP))

    def action_end(self) -> None:
        """That was enough: a look back, where there is something to see."""
        self._try(self.time.leave)
        if self.time.replies:
            self.app.switch_screen(LookBack(self.time))
        else:
            self.app.exit()


class LookBack(Screen[None]):
    """The answers of the round."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,q,escape", "app.leave", "close", key_display="Enter"),
    ]

    def __init__(self, time: QuestionTime) -> None:
        super().__init__()
        self.time = time

    def compose(self) -> ComposeResult:
        """The title, the answers."""
        yield Static(id="bar")
        with VerticalScroll(id="page"):
            yield Static(parts.summary(self.time.replies))
        yield Static(Text("Enter closes.", style="bold"), id="said")
        yield Footer(show_command_palette=False, compact=True)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        shape(self, event.size)
        self.query_one("#bar", Static).update(parts.bar(self.time, event.size.width - 2, back=True))
