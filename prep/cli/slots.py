"""What goes on in a slot of a day: the real thing, on a screen or as lines, until they have to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.text import Text

from prep.errors import PrepError
from prep.flows import rehearse
from prep.flows.attending import PRACTICE, Attending
from prep.model.day import SlotKind
from prep.model.moment import ZERO, clock_face
from prep.screens.day_parts import OWN_WORDS, brief

if TYPE_CHECKING:
    from prep.cli.typed import Typed
    from prep.cli.world import World
    from prep.flows.sitting import Sitting
    from prep.flows.speaking import Coming
    from prep.model.company import Company
    from prep.model.question import Question
    from prep.model.rehearsal import Rehearsal

AUDIENCE = "job-talk"
GONE = "They have to go."


def enter(world: World, attending: Attending, number: int, typed: Typed | None = None) -> bool:
    """Somebody comes in; whether it came to its end. A slot that is left early stays open.

    `typed` is where lines come from; without it everything is on screens.
    """
    attending.open(number)
    return _Room(world, attending, number, typed).hold()


class _Room:
    """One slot, with somebody in it."""

    def __init__(self, world: World, attending: Attending, number: int, typed: Typed | None) -> None:
        self._world = world
        self._attending = attending
        self._number = number
        self._typed = typed
        self._planned = attending.planned(number)
        self._slot = attending.slot(number)
        self._sitting = attending.sitting(number)

    def hold(self) -> bool:
        """Each part in its turn: why, the real thing, questions of one's own."""
        steps: list[tuple[Callable[[], bool], timedelta]] = []
        attending, number = self._attending, self._number
        main = attending.main_ends(number)
        if self._slot.kind is SlotKind.TALK:
            steps = [(self._talk, main), (self._audience, main)]
        else:
            real = self._practice if self._slot.kind in PRACTICE else self._questions
            steps = [(self._why, attending.why_ends(number)), (real, main), (self._own, self._slot.end)]
        for step, ends in steps:
            if not attending.reached(ends) and not step() and not attending.reached(ends):
                return False
        if attending.reached(self._slot.end):
            self._say(GONE)
        attending.close(number)
        return True

    def _say(self, words: str, style: str = "") -> None:
        # Between two screens this is what stays in the terminal.
        if words:
            self._world.console.print(Text(words, style=style))

    def _why(self) -> bool:
        return self._ask([self._planned.why], "why here?", self._attending.why_ends(self._number))

    def _questions(self) -> bool:
        return self._ask(self._planned.what, self._slot.title.lower(), self._attending.main_ends(self._number))

    def _audience(self) -> bool:
        """What is left of the slot of a talk belongs to the audience."""
        world, attending, number = self._world, self._attending, self._number
        given = attending.rehearsal(number)
        if given is None or given.finished is None:
            return True
        bank = next((each.questions for each in world.banks if each.name == AUDIENCE), ())
        time = attending.audience(number, world.talk_of(given), bank)
        if not time.questions:
            return True
        reached = self._reached(self._slot.end)
        if self._typed is not None:
            from prep.cli.cut_off import CutOff
            from prep.cli.question_time import serve

            serve(time, world.console, CutOff(self._typed, reached, ["q"]))
            return time.over
        from prep.cli.closing import on_screen
        from prep.screens.in_time import QuestionsInTime

        on_screen(QuestionsInTime(time, reached))
        return time.over

    def _ask(self, keys: Sequence[str], title: str, ends: timedelta) -> bool:
        """These questions, without those that are answered; whether all had their turn."""
        from prep.cli.asking import coming, hear
        from prep.flows.hearing import Hearing

        answered = {each.key for each in self._attending.answers(self._number)}
        questions = self._named([key for key in keys if key not in answered])
        if not questions:
            return True
        hearing = Hearing(
            coming(self._world, questions),
            self._world.chair,
            sitting=self._sitting,
            company=self._attending.day.company,
            until=self._attending.moment_at(ends),
            first=len(keys) - len(questions) + 1,
            of=len(keys),
        )
        shown = brief(self._attending.day)
        title = f"{shown} · {title}" if shown else title
        hear(self._world, hearing, title=title, company=self._company(), typed=self._typed)
        return hearing.over

    def _named(self, keys: Sequence[str]) -> list[Question]:
        known = {each.key: each for bank in self._world.banks for each in bank.questions}
        return [known[key] for key in keys if key in known]

    def _company(self) -> Company | None:
        """The facts about the company, where there are some."""
        from prep.flows import why

        name = self._attending.day.company
        try:
            return why.company(self._world.places.companies, name) if name else None
        except PrepError:
            return None

    def _talk(self) -> bool:
        """The talk, or what is left of it; whether it is given."""
        world, attending, number = self._world, self._attending, self._number
        if not self._planned.what:
            self._say("There is no talk to give: `prep talk new` makes one.")
            return True
        before = attending.rehearsal(number)
        if before is not None and not before.open:
            return True
        if before is None:
            self._say(attending.clear_lectern())
            talk = world.talk(self._planned.what[0])
            coming = attending.coming_talk(number, talk)
            try:
                coming.plan_at(world.clock())
            except PrepError as error:
                self._say(f"Too late for the talk: {error.message}.")
                return True
            if coming.lost > ZERO:
                self._say(f"You are late: {clock_face(coming.lost)} of your time are lost.")
            self._speak(coming)
        else:
            resumed = rehearse.resume(world.lectern)
            self._speak(resumed.rehearsal, said=resumed.assumed)
        if attending.reached(self._slot.end):
            attending.end_talk(number)
        given = attending.rehearsal(number)
        return given is not None and not given.open

    def _speak(self, begun: Coming | Rehearsal, said: str = "") -> None:
        from prep.screens.standing_words import Look

        world = self._world
        if self._typed is not None:
            from prep.cli.cut_off import CutOff
            from prep.cli.talk_lines import speak

            lines = CutOff(self._typed, self._reached(self._slot.end), ["finish", "quit"])
            there = world.may_ask and self._attending.day.real
            speak(begun, world.lectern, Look(), world.console, said=said, lines=lines, there=there)
            return
        from prep.cli.closing import on_screen
        from prep.screens.in_time import RehearsalInTime

        on_screen(RehearsalInTime(begun, world.lectern, Look(), self._reached(self._slot.end), said=said))

    def _practice(self) -> bool:
        """The problem for the minutes that are left; whether it is finished."""
        from prep.flows.sitting import Sitting

        world, attending, number = self._world, self._attending, self._number
        if not self._planned.what:
            self._say("There is no problem for this slot: `prep code list` shows what there is.")
            return True
        session = attending.session(number)
        if session is None:
            session, said = attending.begin_session(number, world.problem(self._planned.what[0]))
            self._say(said)
        if session.open:
            problem = world.problem_of(session)
            self._sit(Sitting(session, problem, world.warm_desk(problem)))
        if attending.reached(attending.main_ends(number)):
            attending.end_session(number)
        session = attending.session(number)
        return session is not None and not session.open

    def _sit(self, sitting: Sitting) -> None:
        reached = self._reached(self._attending.main_ends(self._number))
        if self._typed is not None:
            from prep.cli.cut_off import CutOff
            from prep.cli.lines import sit

            sit(sitting, self._world.console, CutOff(self._typed, reached, ["quit"]))
            return
        from prep.cli.closing import on_screen
        from prep.screens.in_time import PracticeInTime

        on_screen(PracticeInTime(sitting, reached, shown=brief(self._attending.day)))

    def _own(self) -> bool:
        """Five minutes for questions of one's own; what was asked and learnt is kept, if it is written down."""
        attending, number = self._attending, self._number
        if self._typed is None:
            from prep.cli.closing import on_screen
            from prep.screens.own_questions import OwnQuestionsApp

            app = OwnQuestionsApp(attending, number)
            on_screen(app)
            return app.through
        left = clock_face(self._slot.end - attending.elapsed)
        self._say(f"Your own questions: {left}. {OWN_WORDS}", "bold")
        while not attending.reached(self._slot.end):
            line = self._typed.line()
            if line is None and self._typed.ended:
                return False
            if line is not None and line.strip().lower() in ("q", "quit"):
                return False
            if line is not None and not line.strip():
                return True
            if line is not None:
                attending.note(number, line)
        return True

    def _reached(self, at: timedelta) -> Callable[[], bool]:
        return lambda: self._attending.reached(at)
