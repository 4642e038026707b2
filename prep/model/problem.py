"""A problem as its author wrote it: everything a candidate meets, and what the grader must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a candidate is asked to do."""

    IMPLEMENT = "implement"
    DEBUG = "debug"
    VECTORISE = "vectorise"
    REFACTOR = "refactor"
    EXTEND = "extend"


class Level(StrEnum):
    """How hard it is, from the least."""

    WARM_UP = "warm-up"
    CORE = "core"
    HARD = "hard"


class Axis(StrEnum):
    """The side of an answer that a check looks at."""

    CORRECTNESS = "correctness"
    STABILITY = "stability"
    GRADIENT = "gradient"
    SHAPE = "shape"
    SIDE_EFFECTS = "side_effects"
    SPEED = "speed"
    MEMORY = "memory"


class Form(StrEnum):
    """What an entry is, read from the starter: it decides how the grader may use it."""

    FUNCTION = "function"
    CLASS = "class"
    COROUTINE = "coroutine"
    ITERATOR = "iterator"


@dataclass(frozen=True)
class Entry:
    """A name that an answer must define."""

    name: str
    form: Form = Form.FUNCTION


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds per call, per check and in all, and memory in MiB."""

    call: float = 2.0
    check: float = 5.0
    submission: float = 20.0
    memory: int = 1024


@dataclass(frozen=True)
class CheckSpec:
    """One pytest test of a problem as its source declares it; the docstring is its title."""

    id: str
    title: str
    axis: Axis = Axis.CORRECTNESS
    stage: int = 1
    catches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A hallmark wrong solution that the problem knows by name."""

    id: str
    says: str


@dataclass(frozen=True)
class QuestionAndAnswer:
    """A follow-up with what a strong answer says, or a clarification with its convention."""

    question: str
    answer: str


@dataclass(frozen=True)
class Stage:
    """One step of a problem that grows; the next opens when the last is green."""

    title: str
    statement: str
    entries: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Problem:
    """The authored thing. `slug` is its folder's name; `uuid` stays when the folder is renamed."""

    slug: str
    uuid: str
    title: str
    kind: Kind
    topic: str
    level: Level
    minutes: int
    entries: tuple[Entry, ...]
    statement: str
    starter: str
    folder: Path
    checks: tuple[CheckSpec, ...]
    skills: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    follow_ups: tuple[QuestionAndAnswer, ...] = ()
    asks: tuple[QuestionAndAnswer, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    stages: tuple[Stage, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def last_stage(self) -> int:
        """The number of the last stage; a problem that does not grow has one."""
        return max(1, len(self.stages))

    def required(self, stage: int) -> bool:
        """Whether passing needs this stage (1-based)."""
        return not self.stages or not self.stages[stage - 1].optional

    @property
    def last_required_stage(self) -> int:
        """The stage that must be green for a pass of the whole problem."""
        return max((n for n in range(1, self.last_stage + 1) if self.required(n)), default=1)

    def checks_up_to(self, stage: int) -> tuple[CheckSpec, ...]:
        """The checks of the stages opened so far, in the order of their source."""
        return tuple(check for check in self.checks if check.stage <= stage)

    def mistake(self, id: str) -> Mistake | None:
        """The mistake of that name, if the problem knows it."""
        return next((mistake for mistake in self.mistakes if mistake.id == id), None)

    def statement_up_to(self, stage: int) -> str:
        """The statement a candidate sees once `stage` is open: the whole, then each opened stage."""
        opened = (
            f"## Stage {number}: {each.title}{' (optional)' if each.optional else ''}\n\n{each.statement.strip()}"
            for number, each in enumerate(self.stages[:stage], start=1)
        )
        return "\n\n".join((self.statement.strip(), *opened)) + "\n"
