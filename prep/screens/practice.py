"""The practice screen: the statement, the clock, and the row of checks that fills on every save."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import Resize
from textual.widgets import Footer, Markdown, Static

from prep.errors import PrepError
from prep.flows import practise
from prep.flows.sitting import Sitting
from prep.flows.watch import POLL_SECONDS
from prep.model.attempt import Attempt
from prep.model.outcome import Outcome
from prep.model.problem import Stage
from prep.model.session import GUESSES
from prep.model.verdict import Check
from prep.places import short
from prep.screens import parts
from prep.screens.editor import open_editor
from prep.screens.orderly import OrderlyApp
from prep.screens.pages import CodePage, Page, Pick, Score

WIDE = 110
T = TypeVar("T")


class PracticeApp(OrderlyApp[None]):
    """One session on a screen; the editor is elsewhere, and every save is graded here."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "practice.tcss"
    BINDINGS = parts.KEYS

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"  # the terminal's own palette: right on light and dark alike
        self.sitting = sitting
        self._busy = False
        self._left = False
        last = sitting.session.verdict
        self._outcomes: dict[str, Outcome] = {check.id: check.outcome for check in last.checks} if last else {}

    def compose(self) -> ComposeResult:
        """The bar, the statement, the side with the checks, the keys."""
        yield Static(id="bar")
        with Container(id="body"):
            with VerticalScroll(id="statement"):
                yield Markdown(id="text")
            with VerticalScroll(id="side", can_focus=False):
                yield Static(id="row")
                yield Static(id="failure", classes="empty")
                yield Static(id="said", classes="empty")
                yield Static(id="titles")
        yield Footer(show_command_palette=False, compact=True)

    async def on_mount(self) -> None:
        """Start to look at the file and the clock."""
        self._show_row()
        self._tick()
        self.query_one("#statement").focus()
        await self._show_statement()
        self._say(f"Edit {short(self.sitting.answer)} (e opens it).")
        self.set_interval(POLL_SECONDS, self._poll)
        self.set_interval(1.0, self._tick)

    @on(Resize)
    def _rearrange(self, event: Resize) -> None:
        # The event's size: the app's own is still the old one here.
        self.set_class(event.size.width >= WIDE, "wide")
        self._show_bar(event.size.width)
        self.call_after_refresh(self._show_row)

    def _tick(self) -> None:
        if not self._left:
            self.sitting.attend()
            self._show_bar(self.size.width)

    def _poll(self) -> None:
        if not self._busy and not self._left and self.sitting.saved():
            self._start_grading(None)

    def _start_grading(self, guess: int | None) -> None:
        if self._busy:
            return
        self._busy = True
        self._outcomes = {}
        self._show_row()
        self.run_worker(lambda: self._grade(guess), thread=True, exit_on_error=True)

    def _grade(self, guess: int | None) -> None:
        try:
            attempt = self.sitting.grade(guess=guess, on_check=self._from_thread(self._check_ended))
            self._from_thread(self._judged)(attempt)
            if self.sitting.liken(attempt, lambda: self._busy or self._left):
                self._from_thread(self._likened)(None)
        except PrepError as error:
            self._from_thread(self._failed)(error)

    def _from_thread(self, function: Callable[[T], None]) -> Callable[[T], None]:
        def call(argument: T) -> None:
            if not self._left:
                self.call_from_thread(function, argument)

        return call

    def _check_ended(self, check: Check) -> None:
        self._outcomes[check.id] = check.outcome
        self._show_row()

    def _judged(self, attempt: Attempt) -> None:
        self._busy = False
        verdict = attempt.verdict
        assert verdict is not None
        if verdict.outcome.counts:
            self._outcomes = {check.id: check.outcome for check in verdict.checks}
            self._say("")
        else:
            self._say(f"{verdict.outcome.words}: {verdict.message}. This cost no attempt.")
        self._show_row()
        self._show_bar(self.size.width)

    def _likened(self, _: None) -> None:
        self.sitting.refresh()
        self._show_row()

    def _failed(self, error: PrepError) -> None:
        self._busy = False
        self._say(f"{error.message} {error.hint}".strip())
        self._show_row()

    def _show_bar(self, width: int) -> None:
        self._put("bar", parts.bar(self.sitting.session, self.sitting.desk.clock(), width - 2))

    def _show_row(self) -> None:
        s = self.sitting
        specs = s.problem.checks_up_to(s.session.stage)
        width = self.size.width * 2 // 5 - 3 if self.has_class("wide") else self.size.width - 2
        row = parts.row(specs, self._outcomes, s.session, busy=self._busy, width=width)
        self._put("row", row)
        self._put("failure", parts.failure(s.session, s.problem))
        self._put("titles", parts.titles(specs, self._outcomes, s.session))

    async def _show_statement(self) -> None:
        s = self.sitting
        await self.screen_stack[0].query_one("#text", Markdown).update(parts.statement(s.problem, s.session.stage))

    def _say(self, words: str) -> None:
        self._put("said", Text(words))

    def _put(self, id: str, text: Text) -> None:
        # The lowest screen has these, whatever page is open over it; while closing, none has.
        for widget in self.screen_stack[0].query(f"#{id}").results(Static):
            widget.update(text)
            widget.set_class(not text.plain, "empty")

    def _try(self, step: Callable[[], None]) -> None:
        """Take a step; what cannot be done is said, not raised."""
        try:
            step()
        except PrepError as error:
            self._say(f"{error.message}. {error.hint}" if error.hint else error.message)
        self._show_bar(self.size.width)

    def action_submit(self) -> None:
        """Grade now; an interview asks for the guess first."""
        if not self.sitting.interview:
            self._start_grading(None)
            return

        def guessed(guess: int | None) -> None:
            if guess is not None:
                self._start_grading(guess)

        options = [(str(n), f"{guess} %", guess) for n, guess in enumerate(GUESSES, start=1)]
        self.push_screen(Pick("Your chance of a pass?", options), guessed)

    def action_hint(self) -> None:
        """Open the next hint."""

        def step() -> None:
            s = self.sitting
            s.session, says = practise.hint(s.session, s.problem, s.desk)
            self.push_screen(Page(f"Hint {s.session.hints} of {len(s.problem.hints)}", says))

        self._try(step)

    def action_ask(self) -> None:
        """Clarify one more convention."""

        def step() -> None:
            s = self.sitting
            s.session, pair = practise.ask(s.session, s.problem, s.desk)
            self.push_screen(Page(pair.question, pair.answer))

        self._try(step)

    def action_pause(self) -> None:
        """Stop the clock, or start it again."""

        def step() -> None:
            s = self.sitting
            s.session = practise.go_on(s.session, s.desk) if s.session.paused else practise.pause(s.session, s.desk)

        self._try(step)

    async def action_next(self) -> None:
        """The next stage, or the next follow-up."""
        s = self.sitting
        try:
            s.session, step = practise.next_step(s.session, s.problem, s.desk)
        except PrepError as error:
            self._say(f"{error.message}. {error.hint}")
            return
        if isinstance(step, Stage):
            self._outcomes = {}
            await self._show_statement()
            self._show_row()
            self.query_one("#statement", VerticalScroll).scroll_end(animate=False)
            self._say(f"Stage {s.session.stage} of {s.problem.last_stage}: {step.title}")
        else:
            self.push_screen(Page(step.question, step.answer, later="Answer aloud first; Enter shows a strong answer."))
        self._show_bar(self.size.width)

    def action_edit(self) -> None:
        """Open the answer in the user's editor; the clock goes on."""
        self._say(open_editor(self, self.sitting.answer))
        self.refresh()

    def action_give_up(self) -> None:
        """Give up after a question; it is recorded and opens the solution."""

        def answered(sure: bool | None) -> None:
            if sure:
                s = self.sitting
                s.session = practise.give_up(s.session, s.desk)
                self.action_solution()

        self.push_screen(Pick("Give up? It is recorded.", [("y", "yes, show the solution", True)]), answered)

    def action_solution(self) -> None:
        """The reference beside the answer; after a pass or a give-up."""

        def step() -> None:
            s = self.sitting
            s.session, solution = practise.solution(s.session, s.problem, s.desk)
            self.push_screen(CodePage("Solution", solution, practise.snapshot(s.session, s.desk).text))

        self._try(step)

    def action_finish(self) -> None:
        """End the session after a question, then score."""
        if self._busy:
            self._say("Still grading: finish in a moment.")
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.sitting.session = practise.finish(self.sitting.session, self.sitting.desk)
                self.push_screen(Score(), self._scored)

        self.push_screen(Pick("Finish this session?", [("y", "yes, and score it", True)]), answered)

    def _scored(self, marks: dict[str, int] | None) -> None:
        if marks is not None:
            self.sitting.session = practise.score(self.sitting.session, marks, self.sitting.desk)
        self.action_leave()

    def action_help(self) -> None:
        """What the keys do."""
        self.push_screen(Page("Keys", parts.HELP.format(answer=short(self.sitting.answer))))

    def action_leave(self) -> None:
        """Close the screen; an open session waits, in practise mode with its clock stopped."""
        if not self._left:
            self._left = True
            self._try(self.sitting.leave)
            self.exit()
