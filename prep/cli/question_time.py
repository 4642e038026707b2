"""Questions after a talk, on a screen or as lines: for `prep talk SLUG --qa` and `prep talk qa SLUG`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.text import Text

from prep.cli.cut_off import CutOff
from prep.cli.typed import Typed
from prep.flows.question_time import QuestionTime, Reply, Stage, drawn, questions_of
from prep.flows.rehearse import new_seed
from prep.model.rubric import MARKS
from prep.model.standing import Light
from prep.screens import questions_parts as parts

if TYPE_CHECKING:
    from prep.cli.world import World
    from prep.model.talk import Talk

BANK = "job-talk"
"""The bank whose questions follow the talk's own; where there is none, the talk's own are all."""
ENDS = ("q", "quit", "exit")


def ask_questions(
    world: World, talk: Talk, *, count: int | None = None, seed: int | None = None, typed: Typed | None = None
) -> tuple[Reply, ...]:
    """Ask questions about a talk until there are none left or somebody leaves; the answers that were given.

    The talk's own come first, then those of the bank, each group shuffled by the seed; `count` is the most to ask.
    `typed` are the lines of whoever was served before.
    """
    bank = next((each.questions for each in world.banks if each.name == BANK), ())
    questions = drawn(questions_of(talk), bank, seed=new_seed() if seed is None else seed)[:count]
    console = Console(stderr=True, highlight=False, markup=False) if world.as_json else world.console
    if not questions:
        console.print("There are no questions yet: write those you expect into the talk's questions.toml.")
        return ()
    time = QuestionTime(questions, talk, world.chair)
    if world.may_draw:
        from prep.cli.closing import on_screen
        from prep.screens.questions import QuestionsApp

        on_screen(QuestionsApp(time))
    else:
        _Lines(time, console, typed or Typed()).serve()
    console.print(parts.summary(time.replies))
    return tuple(time.replies)


def serve(time: QuestionTime, console: Console, typed: Typed | CutOff) -> None:
    """One round as lines, until there are no questions left or somebody leaves."""
    _Lines(time, console, typed).serve()


class _Left(Exception):
    """Nobody answers any more."""


class _Lines:
    """One round at a plain terminal: Enter is the step, a number the mark, q the end."""

    def __init__(self, time: QuestionTime, console: Console, typed: Typed | CutOff) -> None:
        self._time = time
        self._console = console
        self._typed = typed
        self._up: Light | None = None

    def serve(self) -> None:
        try:
            while not self._time.over:
                self._ask()
        except _Left:
            self._time.leave()

    def _say(self, *lines: RenderableType) -> None:
        for line in lines:
            self._console.print(line)

    def _ask(self) -> None:
        time = self._time
        self._up = None
        self._say(Text(), parts.bar(time, self._console.width), parts.hand(time.question))
        self._say(Text("Enter: hear the question. Your time begins then; q ends.", style="bold"))
        self._line()
        time.draw()
        self._say(parts.asked(time.question), Text("Enter: that was my answer.", style="bold"))
        self._line()
        time.stop()
        self._say(parts.wanted(time), Text(), parts.levels(time))
        self._say(Text("1 to 4: your mark, 3 is the bar.", style="bold"))
        self._mark()
        if not time.last:
            self._say(Text("Enter: the next question. q: that was enough.", style="bold"))
            self._line()
        time.go_on()

    def _mark(self) -> None:
        while (typed := self._line()) not in map(str, MARKS):
            self._say(Text(f"{typed!r} is no mark. " if typed else "").append("1, 2, 3 or 4; q ends without one."))
        self._time.score(int(typed))
        self._say(parts.levels(self._time))

    def _line(self) -> str:
        """The next line; while nobody types, the cards go up."""
        while (line := self._typed.line()) is None:
            if self._typed.ended:
                raise _Left
            if self._time.stage is Stage.SPEAKING and self._time.card is not self._up:
                self._up = self._time.card
                self._say(parts.now(self._time))
        if line.strip().lower() in ENDS:
            raise _Left
        return line.strip()
