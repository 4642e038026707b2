"""Questions as lines: the same steps as the screen, for a pipe, a screen reader or a plain terminal."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from prep.cli.typed import Typed
from prep.errors import BadUsage, PrepError
from prep.flows.hearing import Hearing, Stage
from prep.model.answer import answer_on, answer_page
from prep.model.company import Company
from prep.model.rubric import MARKS
from prep.model.standing import Light
from prep.model.text import printable
from prep.screens import asking_parts as parts

HELP = """\
Enter       the next step: start the clock, stop it, score, the next question
again       speak it once more, from the start
w           write it here instead; a line with only a dot ends it
e           write it in your editor
t           titles of your stories that fit: it counts as help
p           what a strong answer shows: the answer then counts as not known
g           give up: recorded, and it comes back
s           leave it out for today
q           leave: what is kept stays kept"""
END = "."


class _Left(Exception):
    """Nobody answers any more: they left, their input ended, or the time is over."""


def serve(hearing: Hearing, console: Console, *, company: Company | None = None, typed: Typed | None = None) -> bool:
    """Ask every question, until they are through or somebody leaves. Whether they are through."""
    return _Lines(hearing, console, company, typed or Typed()).serve()


def ask_yes(question: str, console: Console, typed: Typed) -> bool | None:
    """A question for yes or no; None where nobody answers."""
    console.print(Text(f"{question} (y/n)"))
    while True:
        line = typed.line()
        if line is None and typed.ended:
            return None
        word = (line or "").strip().lower()
        if word in ("y", "yes", "n", "no"):
            return word.startswith("y")
        if word in ("q", "quit"):
            return None
        if line is not None:
            console.print(Text("y or n? (q leaves)", style="dim"))


class _Lines:
    """One sitting at a plain terminal."""

    def __init__(self, hearing: Hearing, console: Console, company: Company | None, typed: Typed) -> None:
        self._hearing = hearing
        self._console = console
        self._company = company
        self._typed = typed
        self._up: Light | None = None
        self._asked = False
        self._commands: dict[str, Callable[[], None]] = {
            "": self._step,
            "start": self._step,
            "stop": self._stop,
            "again": self._again,
            "w": self._write,
            "write": self._write,
            "e": self._edit,
            "t": self._stories,
            "p": self._peek,
            "g": self._give_up,
            "give up": self._give_up,
            "s": self._skip,
            "skip": self._skip,
            "n": self._step,
            "next": self._step,
            "?": self._help,
            "help": self._help,
        }

    def serve(self) -> bool:
        hearing = self._hearing
        try:
            while not hearing.over:
                if not self._asked:
                    self._ask()
                self._obey(self._line())
        except _Left:
            return False
        return True

    def _say(self, *lines: RenderableType) -> None:
        for line in lines:
            self._console.print(line)

    def _line(self) -> str:
        """The next line; while nobody types, the cards go up and the end comes."""
        while True:
            line = self._typed.line()
            if self._hearing.closed():
                self._say(Text("The time is over; what is kept stays kept.", style="bold"))
                raise _Left
            if line is not None:
                return line.strip()
            if self._typed.ended:
                raise _Left
            self._hold_up()

    def _hold_up(self) -> None:
        card = self._hearing.card
        if self._hearing.stage is Stage.SPEAKING and card is not self._up:
            self._up = card
            sign, word = parts.CARDS[card]
            self._say(Text(f"{sign} {word}", style=parts.COLOURS[card] if card else ""))

    def _obey(self, line: str) -> None:
        word = line.lower()
        if word in ("q", "quit", "exit"):
            raise _Left
        command = self._commands.get(word)
        try:
            if command is None:
                raise BadUsage(f"{line!r} is not understood", hint="? lists what you can type.")
            command()
        except PrepError as error:
            self._say(Text(error.message, style="yellow"))
            if error.hint:
                self._say(Text(f"  {error.hint}", style="dim"))

    def _ask(self) -> None:
        hearing, question = self._hearing, self._hearing.question
        self._asked, self._up = True, None
        about = f" · {hearing.now.why}" if hearing.now.why else ""
        self._say(
            Text(),
            Text.assemble((f"{hearing.place} · {question.asker.title}", "bold cyan"), (about, "dim")),
            *(Padding(each, (0, 0, 0, 2)) for each in (parts.who(question.asker), parts.wants(question.asker))),
            Text(),
            parts.asked(question),
            Text(f"{parts.length(question)} Enter starts the clock; w writes instead; ? lists more.", style="dim"),
        )
        if fitting := len(hearing.stories()):
            self._say(Text(f"t: titles of your stories that fit ({fitting}); it counts as help.", style="dim"))

    def _step(self) -> None:
        match self._hearing.stage:
            case Stage.ASKED:
                self._again()
            case Stage.SPEAKING:
                self._stop()
            case Stage.SAID:
                self._score()
            case Stage.KEPT:
                self._go_on()

    def _again(self) -> None:
        if self._hearing.stage is Stage.KEPT:
            raise BadUsage("this answer is kept", hint="Enter asks the next question.")
        self._up = None
        self._hearing.start()
        self._say(Text("Speak. Enter when you have ended.", style="bold"))

    def _stop(self) -> None:
        if self._hearing.stage is not Stage.SPEAKING:
            raise BadUsage("the clock does not run", hint="Enter starts it.")
        self._hearing.stop()
        self._say(parts.beside(self._hearing, 40))
        self._score()

    def _write(self) -> None:
        self._writable()
        draft = self._hearing.draft()
        if draft:
            self._say(Text(f"Kept before: {printable(draft, most=10_000)}", style="dim"))
        takes = "alone takes that; after lines of yours it ends them" if draft else "ends it"
        self._say(Text(f"Write. A line with only a dot {takes}.", style="bold"))
        lines: list[str] = []
        try:
            while (line := self._line()) != END:
                lines.append(line)
        finally:
            # Even if nobody types any more: what was written is kept.
            self._hearing.write("\n".join(lines))
        if not any(lines):
            self._hearing.write(draft)
        self._written()

    def _edit(self) -> None:
        self._writable()
        if self._typed.ended or not self._console.is_terminal:
            raise BadUsage("there is no terminal for an editor", hint="w writes here.")
        from prep.cli.questions import edit

        page = answer_page(self._hearing.question.text, self._hearing.draft())
        self._hearing.write(answer_on(edit(page)))
        self._written()

    def _writable(self) -> None:
        if self._hearing.stage is Stage.KEPT:
            raise BadUsage(
                "this answer is kept", hint=f"`prep ask answer {self._hearing.question.key}` writes another."
            )

    def _written(self) -> None:
        if not self._hearing.text:
            raise BadUsage("nothing was written", hint="w begins again; Enter starts the clock.")
        self._say(parts.written(self._hearing))
        self._score()

    def _stories(self) -> None:
        stories = self._hearing.stories()
        if not stories:
            raise BadUsage(
                "no story of yours answers this question yet",
                hint=f"`prep ask story --answers {self._hearing.question.key}` writes one.",
            )
        self._hearing.help()
        self._say(*(Text(f"- {each}") for each in parts.titles(stories)))

    def _peek(self) -> None:
        self._hearing.peek()
        self._say(parts.strong(self._hearing.question))

    def _give_up(self) -> None:
        self._writable()
        self._hearing.give_up()
        self._show_kept()

    def _skip(self) -> None:
        self._go_on()

    def _help(self) -> None:
        self._say(Text(HELP))

    def _score(self) -> None:
        """The swap test where it is asked, the marks, and whether it may wait; then everything is shown."""
        hearing = self._hearing
        true_elsewhere = self._yes(parts.SWAP_TEST) if hearing.swap_test else None
        if true_elsewhere:
            self._say(Text(parts.SWAPPED, style="yellow"))
        marks, note = self._marks()
        rest = hearing.may_rest(marks) and self._yes(parts.REST)
        hearing.score(marks, note=note, true_elsewhere=true_elsewhere, no_need_soon=rest)
        self._show_kept()

    def _marks(self) -> tuple[dict[str, int], str]:
        """A mark for each criterion, on one line or several; words after the last one are a note."""
        criteria = self._hearing.now.rubric.criteria
        example = " ".join(["3"] * len(criteria))
        self._say(parts.rubric(self._hearing.now.rubric))
        self._say(Text(f"Your marks, in this order: {example} (and words after them as a note to yourself)"))
        marks: dict[str, int] = {}
        while True:
            typed = self._line().replace(",", " ").split()
            while typed and len(marks) < len(criteria) and typed[0] in map(str, MARKS):
                marks[criteria[len(marks)].id] = int(typed.pop(0))
            if len(marks) == len(criteria):
                return marks, " ".join(typed)
            if [word.lower() for word in typed] in (["q"], ["quit"]):
                raise _Left
            said = f"{typed[0]!r} is no mark from 1 to 4. " if typed else ""
            self._say(Text(f"{said}Next: {criteria[len(marks)].title}, 1 to 4.", style="yellow" if said else "dim"))

    def _yes(self, question: str) -> bool:
        self._say(Text(f"{question} (y/n)", style="bold"))
        while True:
            word = self._line().lower()
            if word in ("y", "yes", "n", "no"):
                return word.startswith("y")
            if word in ("q", "quit"):
                raise _Left
            self._say(Text("y or n?", style="dim"))

    def _show_kept(self) -> None:
        hearing = self._hearing
        assert hearing.kept is not None
        self._say(Text(), parts.kept(hearing.kept))
        if self._company is not None and hearing.text:
            self._say(parts.named(self._company, hearing.text, reveal=False))
        self._say(parts.strong(hearing.question), parts.next_time(hearing))
        if hearing.last:
            self._go_on()
        else:
            self._say(Text("Enter asks the next question.", style="dim"))

    def _go_on(self) -> None:
        self._hearing.go_on()
        self._asked = False
