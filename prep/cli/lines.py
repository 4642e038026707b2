"""A session as lines: the same steps as the practice screen, for a pipe, a screen reader or a plain terminal."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from prep.cli import show
from prep.cli.advice import after_verdict, in_lines
from prep.cli.cut_off import CutOff
from prep.cli.scoring import read_marks
from prep.cli.typed import Typed
from prep.errors import BadUsage, PrepError
from prep.flows import practise, presence
from prep.flows.sitting import Sitting
from prep.flows.watch import POLL_SECONDS
from prep.model.attempt import Attempt
from prep.model.problem import Stage
from prep.model.session import GUESSES, Phase
from prep.screens import source

HELP = """\
save        edit the answer and save it: in practise mode each save is graded
submit      grade it now (in an interview: `submit 70`, your chance in per cent)
ask, hint   clarify a convention, open the next hint
next        the next stage, or a follow-up after a pass; then `answer`
pause, go   stop the clock, start it again
time        what is left
give up     recorded; it opens the solution
solution    the reference, and how your answer differs
reset       back to the starter; your answer is archived
finish      stop the clock; then `score 3 3 2 3`
quit        leave; `prep code` goes on with the time that is left"""

AT_ONCE = ("time", "help")
"""What is answered while a grading runs; every other line waits for the verdict before it."""


def sit(sitting: Sitting, console: Console, typed: Typed | CutOff | None = None) -> None:
    """Serve lines from standard input until `quit`, a finished score or the end of input."""
    _Lines(sitting, console, typed or Typed()).serve()


class _Lines:
    """One session at a plain terminal."""

    def __init__(self, sitting: Sitting, console: Console, typed: Typed | CutOff) -> None:
        self._sitting = sitting
        self._typed = typed
        self._say = console.print
        self._grading: threading.Thread | None = None
        self._broke: Exception | None = None
        self._waiting: deque[str] = deque()
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
            "exit": self._quit,
        }

    def serve(self) -> None:
        sitting = self._sitting
        self._say(Text(sitting.problem.title, style="bold"))
        self._time("")
        self._say(show.statement(sitting.problem, sitting.session.stage))
        self._say(show.path_line("your answer:", sitting.answer), soft_wrap=True)
        how = "`submit 70` grades it: your chance of a pass goes first" if sitting.interview else "each save is graded"
        self._say(Text(f"{how}; `help` lists what you can type.", style="dim"))
        try:
            self._loop()
        except BaseException:
            sitting.stop_grading()
            raise
        finally:
            if self._grading is not None:
                self._grading.join()
            sitting.leave()
        if sitting.session.open:
            self._time("")
            self._say(Text("`prep code` goes on with it."))
        elif sitting.session.score is None:
            self._say(Text("`prep code finish` takes your self-score."))

    def _loop(self) -> None:
        beat = time.monotonic()
        while not self._done:
            if self._typed.ended:
                time.sleep(POLL_SECONDS)
            line = self._typed.line(POLL_SECONDS)
            while line is not None:  # all that was typed comes before a save is looked at
                self._waiting.append(line)
                line = self._typed.line(0)
            if time.monotonic() - beat >= 1:
                beat = time.monotonic()
                self._sitting.attend()
            self._take_turn()
            if self._typed.ended and not self._waiting and not self._busy:
                self._done = True
        self._typed.give_back(self._waiting)
        if self._broke is not None:
            raise self._broke

    def _take_turn(self) -> None:
        """Obey what may be obeyed now; grade a save if there is nothing else to do."""
        if self._broke is not None:
            raise self._broke
        while self._waiting and not self._done and not self._busy:
            self._obey(self._waiting.popleft().strip())
        for line in [line for line in self._waiting if line.strip().lower() in AT_ONCE]:
            self._waiting.remove(line)
            self._obey(line.strip())
        if not self._busy and not self._done and self._sitting.saved():
            self._start_grading(None)

    @property
    def _busy(self) -> bool:
        return self._grading is not None and self._grading.is_alive()

    def _obey(self, line: str) -> None:
        typed = line.removeprefix("prep code ")  # as every advice for the shell spells it
        word, _, rest = typed.partition(" ")
        if not word:
            return
        try:
            command = self._commands.get(word.lower())
            if command is None:
                raise BadUsage(f"{word!r} is not understood", hint="`help` lists what you can type.")
            command(rest.strip())
        except PrepError as error:
            self._complain(error)

    def _complain(self, error: PrepError) -> None:
        self._say(Text(error.message, style="yellow"))
        if error.hint:
            self._say(Text(f"  {in_lines(error.hint)}", style="dim"))

    def _start_grading(self, guess: int | None) -> None:
        self._say(Text("grading…", style="dim"))
        self._grading = threading.Thread(target=self._grade, args=(guess,))
        self._grading.start()

    def _grade(self, guess: int | None) -> None:
        try:
            attempt = self._sitting.grade(guess=guess)
            self._show(attempt)
            if likened := self._sitting.liken(attempt, lambda: bool(self._waiting)):
                self._sitting.refresh()
                assert likened.verdict is not None
                self._say(*show.likely(likened.verdict, self._sitting.problem))
        except PrepError as error:
            self._complain(error)
        except Exception as error:  # the thread that reads lines ends with it
            self._broke = error

    def _show(self, attempt: Attempt) -> None:
        sitting = self._sitting
        assert attempt.verdict is not None
        self._say(show.verdict(attempt.verdict, sitting.problem))
        now = sitting.desk.clock()
        self._say(after_verdict(sitting.session, sitting.problem, attempt.verdict, now, by=""))

    def _submit(self, rest: str) -> None:
        guess = rest.removesuffix("%").strip()
        if (guess or self._sitting.interview) and guess not in map(str, GUESSES):
            asked = "say your chance of a pass first" if not guess else f"{rest!r} is no guess"
            raise BadUsage(asked, hint="`submit 10`, 30, 50, 70 or 90, in per cent.")
        self._start_grading(int(guess) if guess else None)

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
            self._say(show.markdown(step.statement))
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

    def _give_up(self, rest: str) -> None:
        if rest.lower() != "up":
            raise BadUsage("`give up`, in full, gives up", hint="It is recorded, and opens the solution.")
        s = self._sitting
        s.session = practise.give_up(s.session, s.desk)
        self._say(Text("Recorded. `solution` shows the reference."))

    def _solution(self, _: str) -> None:
        s = self._sitting
        s.session, solution = practise.solution(s.session, s.problem, s.desk)
        self._say(source.code(solution))
        self._say(source.difference(presence.newest_text(s.session, s.problem, s.desk), solution))

    def _reset(self, _: str) -> None:
        s = self._sitting
        s.session = practise.reset(s.session, s.problem, s.desk)
        self._say(show.reset(s.answer), soft_wrap=True)

    def _finish(self, _: str) -> None:
        s = self._sitting
        s.session = practise.finish(s.session, s.desk)
        self._say(show.rubric())
        self._say(Text("Score yourself: `score 3 3 2 3`, in this order."))

    def _score(self, rest: str) -> None:
        s = self._sitting
        if s.session.phase is Phase.DONE:
            raise BadUsage("this session is scored already", hint="`quit` leaves.")
        s.session = practise.score(s.session, read_marks(rest), s.desk)
        self._say(show.scored(s.session))
        self._done = True

    def _quit(self, _: str) -> None:
        self._done = True
