"""The talk while it is spoken: one calm line, the section in large, the next one small, a key for what happens."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.screen import Screen
from textual.widgets import Digits, Footer, Static

from prep.errors import PrepError
from prep.flows import rehearse
from prep.flows.speaking import Speaking, Step, back, finish, stumble, told
from prep.screens import rehearsal_parts as parts
from prep.screens import standing_words as words
from prep.screens.pages import Page, Pick
from prep.screens.rehearsal_pages import shape
from prep.screens.standing_words import Look

DRAW_SECONDS = 0.25
SAID_SECONDS = 8.0
PROMPTS = {"c": "Minutes left, as you are told: ", "m": "A word for the stumble, or just Enter: "}
CLICKERS = ("pagedown", "pageup")


class Talking(Screen[None]):
    """The talk while it is spoken; `over` is called when the last word is said."""

    BINDINGS = parts.KEYS

    def __init__(self, speaking: Speaking, look: Look, over: Callable[[], None], *, said: str = "") -> None:
        super().__init__()
        self.speaking = speaking
        self._look = look
        self._over = over
        self._said = said
        self._asked = ""
        self._typed = ""
        self._called = words.calls(speaking.stands())

    def compose(self) -> ComposeResult:
        """The line, the section and the plan beside it, the next one, the keys."""
        yield Static(id="bar")
        yield Static(id="about")
        with Horizontal(id="body"):
            with Vertical(id="section"):
                yield Static(id="heading")
                with Horizontal(id="clock"):
                    yield Digits(id="big")
                    yield Static(id="beside")
                yield Static(id="notice")
                yield Static(id="bridge")
                yield Static(id="slides")
                yield Static(id="notes")
            yield Static(id="plan")
        yield Static(id="coming")
        yield Static(id="said")
        yield Static(id="prompt", classes="empty")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Draw, and start to keep the beat."""
        self._say(self._said)
        self._draw()
        self.set_interval(DRAW_SECONDS, self._draw)
        self.set_interval(1.0, self._attend)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        # The event's size: the screen's own is still the old one here.
        shape(self, event.size)
        self.call_after_refresh(self._draw)

    def _attend(self) -> None:
        try:
            self.speaking.attend()
        except (PrepError, OSError) as error:
            self._refuse(error)
        calls = words.calls(self.speaking.stands())
        if calls - self._called and self._look.bell:
            self.app.bell()
        self._called |= calls

    def _draw(self) -> None:
        rehearsal, stands, look = self.speaking.rehearsal, self.speaking.seen(), self._look
        self.set_class(bool(words.state(rehearsal, stands, look)), "stopped")
        for light in parts.COLOURS.values():
            self.set_class(parts.COLOURS[stands.light] == light, light)
        big = parts.big(stands, look)
        digits = self.query_one(Digits)
        if digits.value != big:
            digits.update(big)
        digits.set_class(not big, "empty")
        width = self.size.width
        self._put("bar", parts.bar(rehearsal, stands, self.speaking.lectern.clock(), look, width - 2))
        self._put("about", parts.about(rehearsal))
        self._put("heading", parts.heading(stands))
        self._put("beside", parts.beside(rehearsal, stands, look, width // 2 - 4))
        notice = parts.notice(rehearsal, stands, small=self.has_class("small"))
        self.set_class(bool(notice), "told")
        self._put("notice", notice)
        self._put("bridge", parts.bridge(rehearsal, stands))
        self._put("slides", parts.slides(stands, look))
        self._put("notes", parts.notes(stands))
        self._put("coming", parts.coming(stands, look))
        if self.has_class("wide"):
            self.query_one("#plan", Static).update(parts.plan(stands, look))

    def _put(self, id: str, text: Text) -> None:
        widget = self.query_one(f"#{id}", Static)
        # What has not changed is not drawn again: only the clocks move.
        if widget.content != text:
            widget.update(text)
        widget.set_class(not text.plain, "empty")

    def _say(self, said: str) -> None:
        self._said = said
        self._put("said", Text(said))
        if said:
            self.set_timer(SAID_SECONDS, lambda: self._put("said", Text()) if self._said == said else None)

    def _refuse(self, error: PrepError | OSError) -> None:
        self._say(f"Not kept: {error}. {getattr(error, 'hint', '')}".rstrip())

    def _take(self, step: Step, done: str = "", refused: str = "") -> None:
        """Take a step; what comes of it is on disk before it is drawn, what cannot be done is said."""
        try:
            changed = self.speaking.take(step)
        except (PrepError, OSError) as error:
            self._refuse(error)
            return
        self._say(done if changed else refused)
        if self.speaking.finished:
            self._over()
        else:
            self._draw()

    def action_next(self) -> None:
        """The next section; after the last one the talk is over."""
        self._take(rehearse.next_part)

    def action_back(self) -> None:
        """The section before."""
        self._take(back, refused="This is the first section.")

    def action_question(self) -> None:
        """A question from the audience begins, or ends."""
        self._take(rehearse.toggle_question)

    def action_pause(self) -> None:
        """Stop the speaking clock, or let it go on."""
        self._take(rehearse.toggle_pause)

    def action_undo(self) -> None:
        """Take the last mark back."""
        last = self.speaking.rehearsal.undoable
        self._take(
            rehearse.undo,
            done=f"Taken back: {words.UNDONE.get(last.kind, 'the mark')}." if last else "",
            refused="There is nothing to take back.",
        )

    def action_cut(self) -> None:
        """Somebody says how many minutes are left: ask for the number, the clocks go on."""
        self._ask("c")

    def action_stumble(self) -> None:
        """Mark a stumble, with a word for those who have one."""
        self._ask("m")

    def on_key(self, event: Key) -> None:
        """Letters belong to an open prompt, and a clicker's keys never do.

        Keys that open one are obeyed here, too: bindings come later, and what is typed at once after them was theirs.
        """
        if not self._asked and event.key in PROMPTS:
            self._ask(event.key)
        elif not self._asked or event.key in CLICKERS:
            return
        elif event.key == "enter":
            self._answered()
        elif event.key == "escape":
            self._ask("")
        elif event.key == "backspace":
            self._prompt(self._typed[:-1])
        elif event.is_printable and event.character and (self._asked == "m" or event.character in "0123456789"):
            self._prompt(self._typed + event.character)
        event.stop()

    def _ask(self, what: str) -> None:
        self._asked = what
        self._prompt("")

    def _prompt(self, typed: str) -> None:
        self._typed = typed[:80] if self._asked == "m" else typed[:3]
        shown = Text.assemble((PROMPTS[self._asked], "bold"), self._typed, (" ", "reverse")) if self._asked else Text()
        self._put("prompt", shown)

    def _answered(self) -> None:
        asked, typed = self._asked, self._typed.strip()
        self._ask("")
        if asked == "m":
            self._take(stumble(typed), done=f"Marked{f': {typed}' if typed else ''}.")
        elif typed.strip("0"):
            self._take(told(int(typed)))

    def action_escape(self) -> None:
        """Leave after a question: some clickers send Esc by themselves."""
        options = [("y", "yes; `prep talk resume` goes on, the slot clock does not wait", True)]
        self.app.push_screen(Pick("Leave?", options), self._leave)

    async def _leave(self, sure: bool | None) -> None:
        if sure:
            await self.run_action("app.leave")

    def action_finish(self) -> None:
        """The last word is said, after a question."""
        self.app.push_screen(Pick("Is that the end?", [("y", "yes, the last word is said", True)]), self._finish)

    def _finish(self, sure: bool | None) -> None:
        if sure:
            self._take(finish)

    def action_help(self) -> None:
        """What the keys do."""
        self.app.push_screen(Page("Keys", parts.HELP))
