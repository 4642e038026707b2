"""The actors that a story about practice needs, under one name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from prep.clock import Clock
from prep.grader.submission import Submission
from prep.history import History
from prep.model.problem import Problem
from prep.model.verdict import Check, Verdict
from prep.workspace import Workspace


class Grade(Protocol):
    """A grader: a submission against the checks of a problem's stages up to `stage`."""

    def __call__(
        self,
        problem: Problem,
        submission: Submission,
        *,
        seed: int | None = None,
        stage: int | None = None,
        on_check: Callable[[Check], None] | None = None,
        stopped: Callable[[], bool] = ...,
    ) -> Verdict:
        """The verdict; never raises for anything an answer does."""


class Liken(Protocol):
    """A diagnosis: the verdict with the known mistake whose results the answer gives, if there is one."""

    def __call__(
        self, problem: Problem, submission: Submission, verdict: Verdict, *, stopped: Callable[[], bool] = ...
    ) -> Verdict:
        """The same verdict, perhaps with a likeness."""


@dataclass(frozen=True)
class Desk:
    """Where a candidate sits: the workspace, the history, the clock, the grader and, perhaps, a diagnosis."""

    workspace: Workspace
    history: History
    clock: Clock
    grade: Grade
    liken: Liken | None = None
