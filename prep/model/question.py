"""A bank of interview questions: who asks, what they really want to know, and what a strong answer shows."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Asker:
    """A role. `who` is the person on the card, `wants` what they really want to know, `seconds` how long to speak."""

    id: str
    title: str
    who: str
    wants: str
    seconds: int


@dataclass(frozen=True)
class Question:
    """`shows` is what a strong answer shows; `seconds` is the length to aim at."""

    id: str
    bank: str
    asker: Asker
    text: str
    shows: str
    red_flags: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    seconds: int = 0

    @property
    def key(self) -> str:
        """Its name in the history: `motivation/why-us`."""
        return f"{self.bank}/{self.id}"


@dataclass(frozen=True)
class Bank:
    """Questions under one name; `rubric` is the id of the one their answers are scored by."""

    name: str
    title: str
    rubric: str
    askers: tuple[Asker, ...]
    questions: tuple[Question, ...]

    def asker(self, id: str) -> Asker | None:
        """The role of that id."""
        return next((each for each in self.askers if each.id == id), None)

    def question(self, id: str) -> Question | None:
        """The question of that id."""
        return next((each for each in self.questions if each.id == id), None)

    def joined(self, more: Bank) -> Bank:
        """This bank with the askers and questions that another file adds under its name."""
        known, ids = {each.id for each in self.askers}, {each.id for each in self.questions}
        return replace(
            self,
            askers=(*self.askers, *(each for each in more.askers if each.id not in known)),
            questions=(*self.questions, *(each for each in more.questions if each.id not in ids)),
        )
