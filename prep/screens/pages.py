"""What opens over a screen and closes again: a page to read, a choice to make, four marks to give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Markdown, Static

from prep.model.rubric import CODING, MARKS, Criterion
from prep.screens.source import code, difference

Value = TypeVar("Value")

FRAME = """
{0} {{ align: center middle; background: $background 60%; }}
{0} > * {{ width: 90%; max-width: 100; height: auto; max-height: 90%; border: round $foreground; padding: 0 1; }}
{0} .title {{ text-style: bold; margin-bottom: 1; }}
{0} .foot {{ margin-top: 1; }}
{0} Markdown {{ margin: 0; padding: 0; }}
"""


class Page(ModalScreen[None]):
    """A title and Markdown; with `later`, the text stays hidden until Enter."""

    CSS = FRAME.format("Page")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "close"),
        Binding("enter", "enter", "go on", priority=True),
    ]

    def __init__(self, heading: str, text: str, *, later: str = "") -> None:
        super().__init__()
        self._heading = heading
        self._text = text
        self._later = later

    def compose(self) -> ComposeResult:
        """The title, the text, how to close."""
        with VerticalScroll():
            yield Static(Text(self._heading), classes="title")
            yield Markdown("" if self._later else self._text)
            yield Static(Text(self._later or "Enter or Esc closes.", style="dim"), classes="foot")

    async def action_enter(self) -> None:
        """Reveal what was held back, or close."""
        if not self._later:
            self.dismiss()
            return
        self._later = ""
        await self.query_one(Markdown).update(self._text)
        self.query_one(".foot", Static).update(Text("Enter or Esc closes.", style="dim"))

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss()


class CodePage(ModalScreen[None]):
    """Source, highlighted, and a diff from the user's own."""

    CSS = FRAME.format("CodePage")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", "close", priority=True)]

    def __init__(self, heading: str, source: str, yours: str) -> None:
        super().__init__()
        self._heading = heading
        self._source = source
        self._yours = yours

    def compose(self) -> ComposeResult:
        """The source, then the diff."""
        with VerticalScroll():
            yield Static(Text(self._heading), classes="title")
            yield Static(code(self._source))
            yield Static(Text("From your answer to it", style="bold"), classes="title")
            yield Static(difference(self._yours, self._source))
            yield Static(Text("Enter or Esc closes.", style="dim"), classes="foot")

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss()


class Pick(ModalScreen[Value | None], Generic[Value]):
    """A question with one key per answer; Esc takes none."""

    CSS = FRAME.format("Pick")

    def __init__(self, question: str, options: Sequence[tuple[str, str, Value]]) -> None:
        super().__init__()
        self._question = question
        self._options = options

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical():
            yield Static(Text(self._question), classes="title")
            for key, words, _ in self._options:
                yield Static(Text.assemble((f" {key} ", "reverse"), f" {words}"))
            yield Static(Text.assemble((" Esc ", "reverse"), " back"), classes="foot")

    def on_key(self, event: Key) -> None:
        """Take the answer of this key."""
        event.stop()
        if event.key in ("escape", "q", "n"):
            self.dismiss(None)
        for key, _, value in self._options:
            if event.key == key:
                self.dismiss(value)


class Score(ModalScreen[dict[str, int] | None]):
    """The rubric, one criterion at a time: the key 1 to 4 gives the mark, every level described.

    A `note` stays in sight.
    """

    CSS = FRAME.format("Score")

    def __init__(self, criteria: Sequence[Criterion] = CODING.criteria, *, note: str = "") -> None:
        super().__init__()
        self._criteria = criteria
        self._note = note
        self._marks: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """One criterion, four levels."""
        with VerticalScroll():
            yield Static(id="criterion", classes="title")
            yield Static(id="levels")
            if self._note:
                yield Static(Text.assemble((self._note, "yellow")))
            yield Static(Text("1 to 4 gives the mark · Backspace goes back · Esc: later", style="dim"), classes="foot")

    def on_mount(self) -> None:
        """Ask for the first mark."""
        self._ask()

    def _ask(self) -> None:
        number = len(self._marks)
        criterion = self._criteria[number]
        self.query_one("#criterion", Static).update(
            Text(f"Score yourself, {number + 1} of {len(self._criteria)}: {criterion.title}")
        )
        levels = Text()
        for level in reversed(MARKS):
            levels.append(f" {level} ", style="reverse").append(f" {criterion.levels[level]}\n")
        self.query_one("#levels", Static).update(levels)

    def on_key(self, event: Key) -> None:
        """Take a mark, or go back one; other keys scroll."""
        if event.key in ("escape", "backspace", *map(str, MARKS)):
            event.stop()  # or the screen below would take it, too, once this page is gone
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "backspace" and self._marks:
            self._marks.popitem()
            self._ask()
        elif event.key in map(str, MARKS):
            self._marks[self._criteria[len(self._marks)].id] = int(event.key)
            if len(self._marks) == len(self._criteria):
                self.dismiss(self._marks)
            else:
                self._ask()
