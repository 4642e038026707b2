"""The screens of practice, rehearsal and questions in a slot of a day: when its time is over they close."""

from __future__ import annotations

from collections.abc import Callable

from prep.flows.question_time import QuestionTime
from prep.flows.rehearse import Lectern
from prep.flows.sitting import Sitting
from prep.flows.speaking import Coming
from prep.model.rehearsal import Rehearsal
from prep.screens.practice import PracticeApp
from prep.screens.questions import QuestionsApp
from prep.screens.rehearsal import RehearsalApp
from prep.screens.standing_words import Look

LOOK_SECONDS = 0.2


class PracticeInTime(PracticeApp):
    """A problem until `reached` says that they have to go."""

    def __init__(self, sitting: Sitting, reached: Callable[[], bool]) -> None:
        super().__init__(sitting)
        self._reached = reached

    def on_ready(self) -> None:
        """Start to look at the day's clock."""
        self.set_interval(LOOK_SECONDS, self._look_up)

    def _look_up(self) -> None:
        if self._reached():
            self.action_leave()


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
