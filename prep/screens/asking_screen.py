"""A question on a screen: who asks, the clock with its card, the score, and then what a strong answer shows."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import RenderableType
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Digits, Footer, Static

from prep.errors import PrepError
from prep.flows.hearing import Hearing, Stage
from prep.model.answer import Story
from prep.model.company import Company
from prep.model.moment import clock_face
from prep.screens import asking_parts as parts
from prep.screens.asking_pages import HELP, KEYS, Shown, YesNo, write
from prep.screens.pages import Page, Score
from prep.screens.rehearsal_pages import shape

DRAW_SECONDS = 0.25


class Asking(Screen[None]):
    """The questions of a hearing, one after the other; `over` is called after the last."""

    BINDINGS = KEYS

    def __init__(self, hearing: Hearing, title: str, company: Company | None, over: Callable[[], None]) -> None:
        super().__init__()
        self.hearing = hearing
        self._heading = title
        self._company = company
        self._over = over
        self._drawn: dict[str, object] = {}
        self._stage = Stage.ASKED
        self._fitting: tuple[Story, ...] = ()

    def compose(self) -> ComposeResult:
        """The line, the asker, the question, the clock; later the answer's score and a strong one."""
        yield Static(id="bar")
        with Vertical(id="body"), VerticalScroll(id="page"):
            yield Static(id="who")
            yield Static(id="wants")
            yield Static(id="asked")
            with Horizontal(id="clock"):
                yield Digits(id="big")
                yield Static(id="beside")
            yield Static(id="written")
            yield Static(id="kept")
            yield Static(id="strong")
            yield Static(id="next")
        yield Static(id="said")
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Ask the first question, and start to keep the beat."""
        self.query_one("#page").focus()
        self._ask()
        self.set_interval(DRAW_SECONDS, self._beat)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        # The event's size: the screen's own is still the old one here.
        shape(self, event.size)
        # On a small terminal the question comes first, whoever asks it.
        asked, before = self.query_one("#asked"), "#who" if self.has_class("small") else "#clock"
        self.query_one("#page").move_child(asked, before=self.query_one(before))
        self.call_after_refresh(self._draw)

    async def _beat(self) -> None:
        if self.hearing.over:
            return
        if self.hearing.closed():
            await self.run_action("app.leave")
        else:
            self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done now is offered."""
        if action in ("clock", "write", "peek", "give_up", "again"):
            return self._stage is not Stage.KEPT
        return bool(self._fitting) if action == "stories" else True

    def _ask(self) -> None:
        question = self.hearing.question
        self._fitting = self.hearing.stories()
        self._put("who", parts.who(question.asker))
        self._put("wants", parts.wants(question.asker))
        self._put("asked", parts.asked(question))
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()
        about = f"{self.hearing.now.why}. " if self.hearing.now.why else ""
        self._say(f"{about[:1].upper()}{about[1:]}{parts.length(question)} Space starts the clock.")
        self._draw()

    def _draw(self) -> None:
        hearing = self.hearing
        stage, card = hearing.stage, hearing.card
        if stage is not self._stage:
            self._stage = stage
            self.refresh_bindings()
        for each in Stage:
            self.set_class(stage is each, each.value)
        for light, colour in parts.COLOURS.items():
            self.set_class(card is light, colour)
        width = self.size.width
        self._put("bar", parts.bar(hearing, self._heading, width - 2))
        big = self.query_one(Digits)
        if big.value != (face := clock_face(hearing.spoken)):
            big.update(face)
        self._put("beside", parts.beside(hearing, width - 22))
        self._put("written", parts.written(hearing) if stage is not Stage.KEPT else Text())
        if stage is Stage.KEPT:
            return
        for id in ("kept", "strong", "next"):
            self._put(id, Text())

    def _put(self, id: str, shown: RenderableType) -> None:
        # What has not changed is not drawn again: only the clock moves.
        if id in self._drawn and self._drawn[id] == shown:
            return
        self._drawn[id] = shown
        widget = self.query_one(f"#{id}", Static)
        widget.update(shown)
        widget.set_class(isinstance(shown, Text) and not shown.plain, "empty")

    def _say(self, said: str, style: str = "") -> None:
        self._put("said", Text.assemble((said, style)))

    def _try(self, step: Callable[[], object]) -> bool:
        """Take a step; what cannot be done is said, not raised."""
        try:
            step()
        except PrepError as error:
            self._say(f"{error.message}. {error.hint}", "yellow")
            return False
        finally:
            self._draw()
        return True

    def action_step(self) -> None:
        """The next step, whichever it is."""
        match self.hearing.stage:
            case Stage.SAID:
                self._score()
            case Stage.KEPT:
                self.action_next()
            case _:
                self.action_clock()

    def action_clock(self) -> None:
        """Start the clock, or stop it."""
        hearing = self.hearing
        if hearing.stage is Stage.ASKED:
            self.action_again()
        elif hearing.stage is Stage.SPEAKING:
            hearing.stop()
            self._say("Enter: score it. r: speak it again.", "bold")
            self._draw()

    def action_again(self) -> None:
        """Speak from the start."""
        self.hearing.start()
        self._say("Speak. Space when you have ended.", "bold")
        self._draw()

    def action_write(self) -> None:
        """Write the answer instead."""
        hearing = self.hearing

        def then(text: str | None) -> None:
            if self._try(lambda: hearing.write(text or "")) and hearing.text:
                self._say("Enter: score it. w: write on.", "bold")

        write(self.app, hearing.question.text, hearing.draft(), then)
        self.refresh()

    def action_stories(self) -> None:
        """The titles of the stories that fit."""
        self.hearing.help()
        self.app.push_screen(Shown("Your stories that fit", Text("\n".join(parts.titles(self._fitting)))))

    def action_peek(self) -> None:
        """What a strong answer shows; before the score, after a question."""

        def sure(yes: bool | None) -> None:
            if yes:
                self.hearing.peek()
                self.app.push_screen(Shown("What a strong answer shows", parts.strong(self.hearing.question)))

        self.app.push_screen(YesNo(parts.PEEK), sure)

    def action_give_up(self) -> None:
        """Give up, after a question."""

        def sure(yes: bool | None) -> None:
            if yes and self._try(self.hearing.give_up):
                self._show_kept()

        self.app.push_screen(YesNo(parts.GIVE_UP), sure)

    def _score(self) -> None:
        """The swap test where it is asked, the marks, whether it may wait; each can be put off."""
        if self.hearing.swap_test:
            self.app.push_screen(YesNo(parts.SWAP_TEST, yes="yes, it would do for them too", no="no"), self._mark)
        else:
            self._marks(None)

    def _mark(self, true_elsewhere: bool | None) -> None:
        if true_elsewhere is not None:
            self._marks(true_elsewhere)

    def _marks(self, true_elsewhere: bool | None) -> None:
        hearing = self.hearing

        def given(marks: dict[str, int] | None) -> None:
            if marks is None:
                return
            if hearing.may_rest(marks):
                self.app.push_screen(YesNo(parts.REST), lambda rest: keep(marks, rest=bool(rest)))
            else:
                keep(marks)

        def keep(marks: dict[str, int], *, rest: bool = False) -> None:
            if self._try(lambda: hearing.score(marks, true_elsewhere=true_elsewhere, no_need_soon=rest)):
                self._show_kept()

        note = parts.SWAPPED if true_elsewhere else ""
        self.app.push_screen(Score(hearing.now.rubric.criteria, note=note), given)

    def _show_kept(self) -> None:
        """What is on disk is shown: the score, the facts it names, a strong answer, when it comes back."""
        hearing = self.hearing
        assert hearing.kept is not None
        kept = parts.kept(hearing.kept)
        if self._company is not None and hearing.text:
            kept = Text("\n").join([kept, parts.named(self._company, hearing.text, reveal=False)])
        self._put("kept", kept)
        self._put("strong", parts.strong(hearing.question))
        self._put("next", parts.next_time(hearing))
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self._say("Enter closes." if hearing.last else "Enter: the next question.", "bold")
        self._draw()

    def action_next(self) -> None:
        """The next question; one that was not answered comes another time."""
        self.hearing.go_on()
        if self.hearing.over:
            self._over()
        else:
            self._ask()

    def action_help(self) -> None:
        """What the keys do."""
        self.app.push_screen(Page("Keys", HELP))

    async def action_leave(self) -> None:
        """Leave; while somebody speaks, after a question."""
        if self.hearing.stage is not Stage.SPEAKING:
            await self.run_action("app.leave")
            return

        async def sure(yes: bool | None) -> None:
            if yes:
                await self.run_action("app.leave")

        self.app.push_screen(YesNo("Leave? What is being said now is not kept."), sure)
