"""A session as lines: the same steps as the practice screen, for a pipe, a screen reader or a plain terminal."""

from __future__ import annotations

import os
import selectors
import sys
import threading
import time
from collections.abc import Callable

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from prep.cli import show
from prep.cli.advice import after_verdict
from prep.cli.scoring import read_marks
from prep.errors import BadUsage, PrepError
from prep.flows import practise
from prep.flows.sitting import Sitting
from prep.flows.watch import POLL_SECONDS
from prep.model.problem import Stage
from prep.model.session import GUESSES, Attempt, Phase

HELP = """\
save        edit the answer and save it: in practise mode each save is graded
submit      grade it now (in an interview: submit 70, your chance of a pass in per cent)
ask · hint  clarify a convention · open the next hint
next        the next stage, or a follow-up after a pass; `answer` shows what a strong answer says
pause · go  stop the clock · start it again
time        what is left
give up     recorded; it opens the solution
solution    the reference, and how your answer differs
reset       back to the starter; your answer is archived
finish      stop the clock; then `score 3 3 2 3` (problem solving, code, communication, testing)
quit        leave; `prep code` goes on with the time that is left"""


def sit(sitting: Sitting, console: Console) -> None:
    """Serve lines from standard input until `quit`, a finished score or the end of input."""
    _Lines(sitting, console).serve()


class _Lines:
    """One session at a plain terminal."""

    def __init__(self, sitting: Sitting, console: Console) -> None:
        self._sitting = sitting
        self._say = console.print
        self._grading: threading.Thread | None = None
        self._done = False
        self._commands: dict[str, Callable[[str], None]] = {
            "submit": self._submit,
            "ask": self._ask,
            "hint": self._hint,
            "next": self._next,
            "answer": self._answer,
            "pause": self._pause,
            "go": self._go,
            "time": self._time,
            "give": self._give_up,
            "solution": self._solution,
            "reset": self._reset,
            "finish": self._finish,
            "score": self._score,
            "help": lambda _: self._say(Text(HELP)),
            "quit": self._quit,
        }

    def serve(self) -> None:
        sitting = self._sitting
        problem, session = sitting.problem, sitting.session
        self._say(Text(problem.title, style="bold"))
        self._time("")
        self._say(Markdown(problem.statement_up_to(session.stage), code_theme="ansi_dark"))
        self._say(Text.assemble("your answer: ", (str(sitting.answer), "bold")))
        self._say(Text("Save it to have it graded; `help` lists what you can type.", style="dim"))
        try:
            self._loop()
        finally:
            if self._grading is not None:
                self._grading.join()
            sitting.leave()
        if sitting.session.open:
            self._say(show.session_line(sitting.session, sitting.desk.clock()))
            self._say(Text("`prep code` goes on with it."))

    def _loop(self) -> None:
        selector = selectors.DefaultSelector()
        selector.register(sys.stdin, selectors.EVENT_READ)
        rest, beat = b"", time.monotonic()
        while not self._done:
            if selector.select(POLL_SECONDS):
                data = os.read(sys.stdin.fileno(), 4096)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines if data else [rest]:
                    self._obey(line.decode("utf-8", "replace").strip())
                if not data:
                    return
            if time.monotonic() - beat >= 1:
                beat = time.monotonic()
                self._sitting.attend()
            if not self._busy and self._sitting.saved():
                self._start_grading(None)

    @property
    def _busy(self) -> bool:
        return self._grading is not None and self._grading.is_alive()

    def _obey(self, line: str) -> None:
        if not line or self._done:
            return
        word, _, rest = line.partition(" ")
        command = self._commands.get(word.lower())
        try:
            if command is None:
                raise BadUsage(f"{word!r} is not understood", hint="`help` lists what you can type.")
            if self._grading is not None and word not in ("time", "help"):
                self._grading.join()  # steps follow each other: a line waits for the verdict before it
            command(rest.strip())
        except PrepError as error:
            self._say(Text(error.message, style="yellow"))
            if error.hint:
                self._say(Text(f"  {error.hint}", style="dim"))

    def _start_grading(self, guess: int | None) -> None:
        self._say(Text("grading…", style="dim"))
        self._grading = threading.Thread(target=self._grade, args=(guess,))
        self._grading.start()

    def _grade(self, guess: int | None) -> None:
        try:
            self._show(self._sitting.grade(guess=guess))
        except PrepError as error:
            self._say(Text(f"{error.message}\n  {error.hint}", style="yellow"))

    def _show(self, attempt: Attempt) -> None:
        sitting = self._sitting
        assert attempt.verdict is not None
        self._say(show.verdict(attempt.verdict, sitting.problem))
        self._say(after_verdict(sitting.session, sitting.problem, attempt.verdict))

    def _submit(self, rest: str) -> None:
        if self._sitting.interview and rest not in map(str, GUESSES):
            raise BadUsage("say your chance of a pass first", hint="`submit 10`, 30, 50, 70 or 90, in per cent.")
        self._start_grading(int(rest) if rest in map(str, GUESSES) else None)

    def _ask(self, _: str) -> None:
        s = self._sitting
        s.session, pair = practise.ask(s.session, s.problem, s.desk)
        self._say(Text(pair.question, style="bold"))
        self._say(Text(pair.answer))

    def _hint(self, _: str) -> None:
        s = self._sitting
        s.session, says = practise.hint(s.session, s.problem, s.desk)
        self._say(Text(f"hint {s.session.hints} of {len(s.problem.hints)}: {says}"))

    def _next(self, _: str) -> None:
        s = self._sitting
        s.session, step = practise.next_step(s.session, s.problem, s.desk)
        if isinstance(step, Stage):
            self._say(Text(f"stage {s.session.stage} of {s.problem.last_stage}: {step.title}", style="bold"))
            self._say(Markdown(step.statement, code_theme="ansi_dark"))
        else:
            self._say(Text(step.question, style="bold"))
            self._say(Text("Say your answer aloud, then type `answer`.", style="dim"))

    def _answer(self, _: str) -> None:
        s = self._sitting
        if not s.session.follow_ups:
            raise BadUsage("no follow-up was asked yet", hint="`next` asks one after a pass.")
        self._say(Text(s.problem.follow_ups[s.session.follow_ups - 1].answer))

    def _pause(self, _: str) -> None:
        s = self._sitting
        s.session = practise.pause(s.session, s.desk)
        self._time("")

    def _go(self, _: str) -> None:
        s = self._sitting
        s.session = practise.go_on(s.session, s.desk)
        self._time("")

    def _time(self, _: str) -> None:
        self._say(show.session_line(self._sitting.session, self._sitting.desk.clock()))

    def _give_up(self, _: str) -> None:
        s = self._sitting
        s.session = practise.give_up(s.session, s.desk)
        self._say(Text("Recorded. `solution` shows the reference."))

    def _solution(self, _: str) -> None:
        s = self._sitting
        s.session, solution = practise.solution(s.session, s.problem, s.desk)
        self._say(show.code(solution))
        self._say(show.difference(practise.snapshot(s.session, s.desk).text, solution))

    def _reset(self, _: str) -> None:
        s = self._sitting
        s.session = practise.reset(s.session, s.problem, s.desk)
        self._say(Text("The starter is back; your answer is in the archive folder beside it."))

    def _finish(self, _: str) -> None:
        s = self._sitting
        s.session = practise.finish(s.session, s.desk)
        self._say(show.rubric())
        self._say(Text("Score yourself: `score 3 3 2 3` (problem solving, code, communication, testing)."))

    def _score(self, rest: str) -> None:
        s = self._sitting
        if s.session.phase is Phase.DONE:
            raise BadUsage("this session is scored already", hint="`quit` leaves.")
        s.session = practise.score(s.session, read_marks(rest), s.desk)
        self._say(show.scored(s.session))
        self._done = True

    def _quit(self, _: str) -> None:
        self._done = True
