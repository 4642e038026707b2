"""Somebody at a session, from a screen or a line of text: what both do with time, saves and grading."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from prep.flows import practise, presence
from prep.flows.desk import Desk
from prep.flows.liken import liken
from prep.flows.watch import Watch
from prep.grader.submission import Submission, from_text
from prep.model.attempt import Attempt
from prep.model.problem import Problem
from prep.model.session import Mode, Session
from prep.model.verdict import Check


class Sitting:
    """The session as it is now, and the few things that must be remembered while somebody is at it."""

    def __init__(self, session: Session, problem: Problem, desk: Desk) -> None:
        self.problem = problem
        self.desk = desk
        self.session = presence.resume(session, problem, desk)
        last = self.session.attempts[-1] if self.session.attempts else None
        # An attempt that a kill or a hasty end left without a verdict is graded again.
        graded = last.text if last is not None and last.counts else ""
        self._watch = Watch(self._read, graded=graded, untouched=problem.starter)
        self._settled: Submission | None = None
        self._last_beat = desk.clock()
        self._stop = threading.Event()
        desk.workspace.beat(self.session.slug, self.session.id, self._last_beat)

    @property
    def interview(self) -> bool:
        """Whether the rules of an interview hold."""
        return self.session.mode is Mode.INTERVIEW

    @property
    def answer(self) -> Path:
        """The file being edited."""
        return self.desk.workspace.answer(self.session.slug, self.session.answer)

    def attend(self) -> None:
        """Once a second: keep the beat, notice sleep."""
        now = self.desk.clock()
        before = self.session
        after = presence.attend(before, self._last_beat, self.desk)
        self._last_beat = now
        if after is not before:
            self.session = after

    def saved(self) -> bool:
        """Whether a save waits to be graded (practise mode, clock running)."""
        if self.interview or self.session.paused or not self.session.open:
            return False
        text = self._watch.look()
        # What has settled is what will be graded, whatever the editor writes in between.
        self._settled = from_text(self.answer.name, text) if text is not None else None
        return text is not None

    def grade(self, *, guess: int | None = None, on_check: Callable[[Check], None] | None = None) -> Attempt:
        """Grade the answer as it stands; blocks, so call it from a thread."""
        submission = self._settled or practise.snapshot(self.session, self.desk)
        self._settled = None
        if submission.text:
            self._watch.graded = submission.text
        submitted = practise.submit(
            self.session,
            self.problem,
            self.desk,
            guess=guess,
            submission=submission,
            on_check=on_check,
            stopped=self._stop.is_set,
        )
        self.session = submitted.session
        return submitted.attempt

    def liken(self, attempt: Attempt, stopped: Callable[[], bool]) -> Attempt | None:
        """The attempt with the mistake whose results it gives, if there is one; blocks, too."""
        return liken(self.session, attempt, self.problem, self.desk, stopped=lambda: stopped() or self._stop.is_set())

    def refresh(self) -> None:
        """The session as it was last remembered."""
        self.session = practise.again(self.session.id, self.desk)

    def stop_grading(self) -> None:
        """End a grading that runs; its answer is graded again when the session goes on."""
        self._stop.set()

    def leave(self) -> None:
        """The sitting ends, the session may go on another time."""
        self.stop_grading()
        self.session = presence.leave(self.session, self.desk)

    def _read(self) -> str:
        return practise.snapshot(self.session, self.desk).text
