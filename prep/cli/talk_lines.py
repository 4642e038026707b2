"""A rehearsal as lines: the same steps as the screen, for a pipe, a screen reader or a plain terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from prep.cli import show
from prep.cli.cut_off import CutOff
from prep.cli.scoring import read_marks
from prep.cli.typed import Typed
from prep.errors import BadUsage, PrepError
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.flows.speaking import Coming, Speaking, Step, back, finish, stumble, told
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import result, result_lines
from prep.model.rubric import ASKED_OF_SPEAKERS
from prep.model.text import printable
from prep.screens import rehearsal_parts as parts
from prep.screens import standing_words as words
from prep.screens.standing_words import Look

HELP = """\
next, back      (n, b) the next section, or the one before; after the last one the talk is over
question        (q) somebody asks, and again when you have answered
pause           (p) stop the clock of speaking or of a question, or let it go on
cut 8           (c 8) somebody tells you that 8 minutes are left
stumble WORD    (m) mark a stumble; the word may be left out
undo            (u) take the last mark back
time            (t, or an empty line) how it stands
notes           what you wrote for this section
finish          (f) the last word is said; then `score 3 3 3 3 3`
quit            leave; `prep talk resume` goes on, the slot clock does not wait"""
SHORT = {
    **{"n": "next", "b": "back", "q": "question", "p": "pause", "c": "cut", "m": "stumble"},
    **{"u": "undo", "t": "time", "f": "finish", "": "time", "exit": "quit", "?": "help"},
}
BELL = "\a"
BEAT_SECONDS, LOOK_SECONDS = 1.0, 0.05


def speak(
    begun: Coming | Rehearsal,
    lectern: Lectern,
    look: Look,
    console: Console,
    *,
    said: str = "",
    asks: bool = False,
    there: bool = False,
    lines: Typed | CutOff | None = None,
) -> Rehearsal | None:
    """Serve lines from standard input until `quit`, a score or the end of input; None if nothing was begun.

    `there` says that somebody is at a terminal: they are waited for, and told what they would see on a screen.
    """
    lines = lines or Typed()
    if said:
        console.print(Text(said))
    if isinstance(begun, Coming):
        plan = begun.plan_at(lectern.clock())
        console.print(Text(begun.talk.title, style="bold"))
        console.print(parts.slot(begun, plan, lectern.clock()))
        console.print(parts.lead_in(plan, small=False))
        if there and not _counted_down(lines, console):
            console.print(Text("Nothing was begun."))
            return None
        begun = begun.start(lectern)
    return _Lines(Speaking(begun, lectern), look, console, asks=asks, there=there).serve(lines)


def _counted_down(lines: Typed | CutOff, console: Console) -> bool:
    """Wait for Enter, then three seconds; whether it came."""
    console.print(Text("Enter starts, after three seconds; `help` then lists what you can type.", style="bold"))
    came = None
    while came is None and not lines.ended:
        came = lines.line(BEAT_SECONDS)
    if came is None or came.strip() in ("quit", "exit"):
        return False
    for number in (3, 2, 1):
        console.print(Text(str(number)))
        time.sleep(1)
    return True


class _Lines:
    """One rehearsal at a plain terminal."""

    def __init__(self, speaking: Speaking, look: Look, console: Console, *, asks: bool, there: bool) -> None:
        self._speaking = speaking
        self._look = look
        self._say = console.print
        self._asks = asks
        self._there = there
        self._done = False
        self._called = words.calls(speaking.stands())
        self._told: tuple[str, ...] = ()
        self._commands: dict[str, Callable[[str], None]] = {
            "next": lambda _: self._take(rehearse.next_part),
            "back": lambda _: self._take(back),
            "question": lambda _: self._take(rehearse.toggle_question),
            "pause": lambda _: self._take(rehearse.toggle_pause),
            "undo": lambda _: self._take(rehearse.undo),
            "stumble": lambda word: self._take(stumble(word)),
            "finish": lambda _: self._take(finish),
            "cut": self._cut,
            "time": lambda _: self._status(),
            "notes": lambda _: self._notes(),
            "score": self._score,
            "questions": lambda _: self._questions(),
            "help": lambda _: self._say(Text(HELP)),
            "quit": lambda _: self._quit(),
        }

    def serve(self, lines: Typed | CutOff) -> Rehearsal:
        """Obey what is typed, and keep the beat."""
        self._show()
        try:
            beat = time.monotonic()
            while not self._done:
                if (line := lines.line(LOOK_SECONDS)) is not None:
                    self._obey(line)
                if time.monotonic() - beat >= BEAT_SECONDS:
                    beat = time.monotonic()
                    self._attend()
                self._done = self._done or (line is None and lines.ended)
        finally:
            self._speaking.leave()
        rehearsal = self._speaking.rehearsal
        if rehearsal.open:
            self._status()
            self._say(Text("`prep talk resume` goes on with it; the slot clock does not wait."))
        elif rehearsal.score is None and not self._asks:
            self._say(Text("`prep talk score` takes your self-score."))
        return rehearsal

    def _attend(self) -> None:
        self._speaking.attend()
        self._notice()
        calls = words.calls(self._speaking.stands())
        for call in sorted(calls - self._called) if self._there and not self._speaking.finished else ():
            self._say(Text(f"{call} · {self._line()}"), soft_wrap=True)
            if self._look.bell:
                sys.stdout.write(BELL)
                sys.stdout.flush()
        self._called |= calls

    def _obey(self, line: str) -> None:
        word, _, rest = line.strip().removeprefix("prep talk ").partition(" ")
        try:
            command = self._commands.get(SHORT.get(word.lower(), word.lower()))
            if command is None:
                raise BadUsage(f"{word!r} is not understood", hint="`help` lists what you can type.")
            command(rest.strip())
        except PrepError as error:
            self._say(Text.assemble((error.message, "yellow")))
            if error.hint:
                self._say(Text(f"  {error.hint}", style="dim"))

    def _take(self, step: Step) -> None:
        if not self._speaking.take(step):
            raise BadUsage("that changes nothing now", hint="`time` says how it stands.")
        self._show()

    def _show(self) -> None:
        """How it stands after a step: on disk before it is said."""
        if not self._speaking.finished:
            self._status()
            if not self._notice() and (to_say := words.bridge_words(self._speaking.stands())):
                self._say(Text(f"  at its end: {to_say}"))
            return
        for line in result_lines(result(self._speaking.rehearsal)):
            self._say(Text(line))
        if self._asks:
            self._say(Text("`questions` goes on with the questions; `undo` takes the end back."))
            return
        self._say(show.rubric(ASKED_OF_SPEAKERS))
        self._say(Text("Score yourself: `score 3 3 3 3 3`, in this order; `undo` takes the end back."))

    def _notice(self) -> bool:
        """Say what a cut asks for, once; whether it still holds."""
        told = words.notice(self._speaking.rehearsal, self._speaking.stands())
        if told and told != self._told:
            self._say(Text("\n").join(Text(line) for line in told))
        self._told = told
        return bool(told)

    def _line(self) -> str:
        speaking = self._speaking
        return words.status(speaking.rehearsal, speaking.seen(), speaking.lectern.clock(), self._look)

    def _status(self) -> None:
        self._say(Text(self._line()), soft_wrap=True)

    def _notes(self) -> None:
        part = self._speaking.stands().plan.parts[self._speaking.stands().index]
        self._say(Text(printable(part.section.notes, most=len(part.section.notes)) or "There are none."))

    def _cut(self, rest: str) -> None:
        if not rest.isdecimal() or not int(rest):
            raise BadUsage(f"{rest!r} is no number of minutes", hint="`cut 8` if you are told that 8 minutes are left.")
        self._take(told(int(rest)))

    def _score(self, rest: str) -> None:
        marks = read_marks(rest, ASKED_OF_SPEAKERS)
        self._speaking.take(lambda rehearsal, lectern: rehearse.score(rehearsal, marks, lectern))
        time_mark = result(self._speaking.rehearsal).time_mark
        own = ", ".join(f"{id} {mark}" for id, mark in marks.items())
        self._say(Text(f"kept: {own}; time {time_mark}, as measured"))
        self._quit()

    def _questions(self) -> None:
        if not self._asks or not self._speaking.finished:
            raise BadUsage("questions follow the talk", hint="Start it with --qa; `finish` ends it.")
        self._quit()

    def _quit(self) -> None:
        self._done = True
