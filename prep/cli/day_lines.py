"""A day as lines: the same steps as the screen, for a pipe, a screen reader or a plain terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from prep.cli.slots import enter
from prep.cli.typed import Typed
from prep.errors import BadUsage, PrepError
from prep.flows.attending import Attending
from prep.model.onsite import Stands
from prep.screens import day_parts as parts
from prep.screens.day_parts import Names

if TYPE_CHECKING:
    from prep.cli.world import World

HELP = """\
open        (o, or Enter) whoever waits comes in, and the real thing begins
done        (d) close the slot you are in; its score is taken as it stands
skip        (s) leave the slot out
time        (t) what is now
next        (n) what comes next
schedule    the whole day, with what is done
finish      (f) end the day now, and see what it came to
quit        (q) leave; the clock goes on, and `prep day` goes on with the day"""
SHORT = {"": "open", "o": "open", "d": "done", "s": "skip", "t": "time", "n": "next", "f": "finish", "?": "help"}
SHORT |= {"q": "quit", "exit": "quit"}
EMPTY_HANDED = "no slot is open now"


def serve(world: World, attending: Attending, names: Names) -> bool:
    """Obey lines from standard input until the day is over, or somebody leaves. Whether it is over."""
    return _Lines(world, attending, names).serve()


class _Lines:
    """One day at a plain terminal."""

    def __init__(self, world: World, attending: Attending, names: Names) -> None:
        self._world = world
        self._attending = attending
        self._names = names
        self._typed = Typed()
        self._told: tuple[int | None, Stands | None] | None = None
        self._missed = set(attending.day.missed(attending.now))
        self._left = False
        self._commands: dict[str, Callable[[], None]] = {
            "open": self._open,
            "done": self._done,
            "skip": self._skip,
            "time": self._time,
            "next": self._next,
            "schedule": self._schedule,
            "finish": self._finish,
            "help": lambda: self._say(Text(HELP)),
            "quit": self._quit,
        }

    def serve(self) -> bool:
        self._schedule()
        self._say(Text("`help` lists what you can type.", style="dim"))
        while not self._left and self._attending.day.open:
            self._notice()
            if self._attending.over:
                self._finish()
                break
            line = self._typed.line()
            if line is not None:
                self._obey(line.strip().removeprefix("prep day ").strip().lower())
            elif self._typed.ended:
                self._left = True
        return not self._attending.day.open

    def _say(self, *lines: Text) -> None:
        for line in lines:
            self._world.console.print(line, soft_wrap=True)

    def _notice(self) -> None:
        """Say what the clock has brought, once."""
        attending = self._attending
        for number in attending.settle():
            self._say(self._closed(number))
        for number in attending.day.missed(attending.now):
            if number not in self._missed:
                self._missed.add(number)
                self._say(Text(f"missed: {attending.slot(number).title}", style="red"))
        here = attending.current()
        state = (here, None if here is None else attending.stands(here))
        if state != self._told and not attending.over:
            self._told = state
            self._time()

    def _obey(self, word: str) -> None:
        try:
            command = self._commands.get(SHORT.get(word, word))
            if command is None:
                raise BadUsage(f"{word!r} is not understood", hint="`help` lists what you can type.")
            command()
        except PrepError as error:
            self._say(Text(error.message, style="yellow"))
            if error.hint:
                self._say(Text(f"  {error.hint}", style="dim"))

    def _open(self) -> None:
        number = self._attending.to_enter()
        if number is None:
            if parts.now(self._attending, self._names).enter == "end":
                self._finish()
                return
            raise BadUsage(EMPTY_HANDED, hint=parts.now(self._attending, self._names).says)
        slot = self._attending.slot(number)
        self._say(
            Text.assemble((f"{slot.title} · {self._names.role(self._attending.planned(number))}".rstrip(" ·"), "bold"))
        )
        if enter(self._world, self._attending, number, self._typed):
            self._say(self._closed(number))
        else:
            self._told = None

    def _closed(self, number: int) -> Text:
        return Text(parts.closed(self._attending, number), style="bold")

    def _done(self) -> None:
        number = self._attending.to_enter()
        if number is None or self._attending.stands(number) is not Stands.ENTERED:
            raise BadUsage("you are in no slot", hint="`open` goes in, `skip` leaves one out.")
        self._attending.close(number)
        self._say(self._closed(number))

    def _skip(self) -> None:
        number = self._attending.to_enter()
        if number is None:
            raise BadUsage(EMPTY_HANDED, hint=parts.now(self._attending, self._names).says)
        self._attending.leave_out(number)
        self._say(self._closed(number))

    def _time(self) -> None:
        self._say(parts.line(self._attending, self._names))

    def _next(self) -> None:
        self._say(Text(parts.coming(self._attending, self._names)))

    def _schedule(self) -> None:
        self._world.console.print(parts.schedule(self._attending, self._names, small=False))

    def _finish(self) -> None:
        self._attending.finish()

    def _quit(self) -> None:
        self._left = True
