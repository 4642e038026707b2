"""The screens of practice, rehearsal and questions in a slot of a day: when its time is over they close."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from prep.flows.question_time import QuestionTime
from prep.flows.rehearse import Lectern
from prep.flows.sitting import Sitting
from prep.flows.speaking import Coming
from prep.model.rehearsal import Rehearsal
from prep.screens import parts
from prep.screens.practice import PracticeApp
from prep.screens.questions import QuestionsApp
from prep.screens.rehearsal import RehearsalApp
from prep.screens.standing_words import Look

LOOK_SECONDS = 0.2


class PracticeInTime(PracticeApp):
    """A problem until `reached` says that they have to go; `shown` says on its first line that it is only shown."""

    def __init__(self, sitting: Sitting, reached: Callable[[], bool], *, shown: str = "") -> None:
        super().__init__(sitting)
        self._reached = reached
        self._shown = f"{shown} · " if shown else ""

    def on_ready(self) -> None:
        """Start to look at the day's clock."""
        self.set_interval(LOOK_SECONDS, self._look_up)

    def _look_up(self) -> None:
        if self._reached():
            self.action_leave()

    def _show_bar(self, width: int) -> None:
        bar = parts.bar(self.sitting.session, self.sitting.desk.clock(), width - 2 - len(self._shown))
        self._put("bar", Text.assemble((self._shown, "bold"), bar))


class RehearsalInTime(RehearsalApp):
    """A talk until `reached` says that they have to go."""

    def __init__(
        self, begun: Coming | Rehearsal, lectern: Lectern, look: Look, reached: Callable[[], bool], *, said: str = ""
    ) -> None:
        super().__init__(begun, lectern, look, said=said)
        self._reached = reached

    def on_ready(self) -> None:
        """Start to look at the day's clock."""
        self.set_interval(LOOK_SECONDS, self._look_up)

    def _look_up(self) -> None:
        if self._reached():
            self.action_leave()


class QuestionsInTime(QuestionsApp):
    """Questions from the audience until `reached` says that they have to go."""

    def __init__(self, time: QuestionTime, reached: Callable[[], bool]) -> None:
        super().__init__(time)
        self._reached = reached

    def on_ready(self) -> None:
        """Start to look at the day's clock."""
        self.set_interval(LOOK_SECONDS, self._look_up)

    def _look_up(self) -> None:
        if self._reached():
            self.action_leave()
