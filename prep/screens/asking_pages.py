"""What goes with a question on a screen: its keys, yes or no, a place to write, and the answers side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key, Resize
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static, TextArea

from prep.flows import why
from prep.flows.asking import Chair
from prep.model.answer import answer_on, answer_page
from prep.model.company import Company
from prep.model.question import Bank
from prep.model.why import WhySitting
from prep.screens import asking_parts as parts
from prep.screens.editor import open_editor
from prep.screens.pages import FRAME
from prep.screens.rehearsal_pages import shape

KEYS: list[BindingType] = [
    Binding("enter", "step", "go on", key_display="Enter"),
    Binding("space", "clock", "clock", key_display="space"),
    Binding("w", "write", "write"),
    Binding("t", "stories", "stories"),
    Binding("p", "peek", "strong answer"),
    Binding("g", "give_up", "give up"),
    Binding("question_mark", "help", "help", key_display="?"),
    Binding("r", "again", "again", show=False),
    Binding("n", "next", "next", show=False),
    Binding("q,escape", "leave", "leave", key_display="q"),
]
HELP = """\
Speak, score yourself, then see what a strong answer shows.

- **space** starts the clock, and stops it · **r** speaks it again from the start
- **Enter** the next step: start, stop, score, the next question
- **w** write the answer instead (`$EDITOR`)
- **t** titles of your stories that fit: it counts as help
- **p** what a strong answer shows; before the score it counts as not known
- **g** give up: recorded, and it comes back · **n** leave it out for today
- **q** leave: what is kept stays kept

● long enough, half of the time is spoken · ▲ come to the end · ■ too long, half as much again.
"""


class YesNo(ModalScreen[bool | None]):
    """A question for yes or no; Esc answers neither."""

    CSS = FRAME.format("YesNo")

    def __init__(self, question: str, *, yes: str = "yes", no: str = "no") -> None:
        super().__init__()
        self._question = question
        self._words = {"y": yes, "n": no}

    def compose(self) -> ComposeResult:
        """The question and its two answers."""
        with VerticalScroll():
            yield Static(Text(self._question), classes="title")
            for key, words in self._words.items():
                yield Static(Text.assemble((f" {key} ", "reverse"), f" {words}"))
            yield Static(Text.assemble((" Esc ", "reverse"), " back"), classes="foot")

    def on_key(self, event: Key) -> None:
        """Take the answer; other keys scroll."""
        if event.key in ("y", "n", "escape"):
            event.stop()  # or the screen below would take it, too, once this page is gone
        if event.key in ("y", "n"):
            self.dismiss(event.key == "y")
        elif event.key == "escape":
            self.dismiss(None)


class Shown(ModalScreen[None]):
    """A title and something to look at."""

    CSS = FRAME.format("Shown")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "close", priority=True)]

    def __init__(self, heading: str, shown: RenderableType) -> None:
        super().__init__()
        self._heading = heading
        self._shown = shown

    def compose(self) -> ComposeResult:
        """The title, what is shown, how to close."""
        with VerticalScroll():
            yield Static(Text(self._heading), classes="title")
            yield Static(self._shown)
            yield Static(Text("Enter or Esc closes.", style="dim"), classes="foot")

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss()


class Writing(ModalScreen[str | None]):
    """A place to write, for a terminal that cannot step aside for an editor."""

    CSS = FRAME.format("Writing") + "Writing TextArea { height: 12; border: none; padding: 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "keep", priority=True),
        Binding("escape", "close", "close", priority=True),
    ]

    def __init__(self, question: str, start: str) -> None:
        super().__init__()
        self._question = question
        self._start = start

    def compose(self) -> ComposeResult:
        """The question, room to write, how to keep it."""
        with Vertical():
            yield Static(Text(self._question), classes="title")
            yield TextArea(self._start, soft_wrap=True, show_line_numbers=False, compact=True)
            yield Static(Text("Ctrl+S keeps it · Esc goes back without", style="dim"), classes="foot")

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)

    def action_keep(self) -> None:
        """Keep what was written."""
        self.dismiss(self.query_one(TextArea).text)

    def action_close(self) -> None:
        """Back, with nothing written."""
        self.dismiss(None)


def write(app: App[Any], question: str, start: str, then: Callable[[str | None], None]) -> None:
    """Have an answer written, in the user's editor with the question on top; without one, on a page of ours."""
    with tempfile.TemporaryDirectory(prefix="prep-") as folder:
        page = Path(folder) / "answer.md"
        page.write_text(answer_page(question, start), encoding="utf-8")
        if not open_editor(app, page):
            then(answer_on(page.read_text(encoding="utf-8", errors="replace")))
            return
    app.push_screen(Writing(question, start), then)


class SideBySide(Screen[None]):
    """The answers of a sitting side by side, two questions about them, and then the facts about the company."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "go on", key_display="Enter"),
        Binding("escape,q", "app.leave", "leave", key_display="q"),
    ]

    def __init__(self, sitting: WhySitting, bank: Bank, chair: Chair, company: Company | None) -> None:
        super().__init__()
        self._sitting = sitting
        self._bank = bank
        self._chair = chair
        self._company = company

    def compose(self) -> ComposeResult:
        """The table, what the answers share, the facts, what to press."""
        yield Static(Text("Your answers, side by side"), id="title")
        with Vertical(id="body"), VerticalScroll(id="page"):
            yield Static(id="table")
            yield Static(id="common")
            yield Static(id="facts")
        yield Static(id="said")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the table; the facts come once the questions are answered."""
        self.query_one("#page").focus()
        self._draw()

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        shape(self, event.size)
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        sitting = self._sitting
        narrow = self.has_class("small")
        self.query_one("#table", Static).update(parts.comparison(sitting, self._bank, narrow=narrow))
        self._put("common", parts.common(sitting))
        facts = Text()
        if sitting.compared and self._company is not None:
            named = parts.named_in_all(sitting, self._bank, self._company)
            facts = Text("\n\n").join([parts.facts(self._company), *([named] if named.plain else [])])
        self._put("facts", facts)
        said = "Enter closes." if sitting.compared else "Read them against each other. Enter: two questions."
        self._put("said", Text(said, style="bold"))

    def _put(self, id: str, text: Text) -> None:
        widget = self.query_one(f"#{id}", Static)
        widget.update(text)
        widget.set_class(not text.plain, "empty")

    async def action_enter(self) -> None:
        """The two questions; once they are answered, close."""
        if self._sitting.compared:
            await self.run_action("app.leave")
            return
        self.app.push_screen(YesNo(parts.SAME_REASON), self._same)

    def _same(self, same: bool | None) -> None:
        def changes(detail: bool | None) -> None:
            if same is not None and detail is not None:
                self._sitting = why.compare(self._sitting, self._chair, same_reason=same, detail_changes=detail)
                self._draw()
                self.query_one("#common").scroll_visible(animate=False)

        if same is not None:
            self.app.push_screen(YesNo(parts.DETAIL_CHANGES), changes)
