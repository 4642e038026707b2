"""The host's account of itself becomes the checks of a verdict. No process is touched here.

Every check of the manifest must begin once and end once, in numbered lines without a gap. Whatever is
missing, repeated or unknown is named, and never a pass.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec
from prep.model.verdict import Check


@dataclass
class Ledger:
    """The lines heard so far; `broken` says what is wrong with the account itself."""

    specs: Sequence[CheckSpec]
    ended: dict[str, tuple[Outcome, str]] = field(default_factory=dict)
    running: str = ""
    done: bool = False
    broken: str = ""
    _number: int = 0

    def hear(self, line: bytes) -> dict[str, Any]:
        """Enter one line; returns it read, or `{}` if it has no place in an account."""
        try:
            said = json.loads(line)
            number, event = said["n"], said["event"]
        except (ValueError, TypeError, KeyError):
            self._break("the grader's account is garbled")
            return {}
        if number != self._number + 1:
            self._break("a line of the grader's account is missing")
            return {}
        self._number = number
        match event:
            case "collected":
                self._collect(said["checks"])
            case "began":
                self._begin(said["check"])
            case "ended":
                self._end(said["check"], said["outcome"], said["message"])
            case "broken":
                self._break(said["message"])
            case "done":
                self.done = True
        return dict(said)

    def restart(self) -> None:
        """A new host goes on with what is left: its account starts at one."""
        self._number = 0
        self.running = ""

    def end_running(self, outcome: Outcome, message: str) -> None:
        """The supervisor ended the running check from outside."""
        if self.running:
            self.ended[self.running] = (outcome, message)
            self.running = ""

    @property
    def left(self) -> list[CheckSpec]:
        """The checks that have not ended."""
        return [spec for spec in self.specs if spec.id not in self.ended]

    def check(self, spec: CheckSpec) -> Check:
        """One check as the account has it."""
        outcome, message = self.ended.get(spec.id, (Outcome.NOT_RUN, ""))
        return Check(spec.id, spec.title, outcome, spec.axis, spec.stage, message)

    def checks(self) -> tuple[Check, ...]:
        """Every check of the manifest, in its order."""
        return tuple(self.check(spec) for spec in self.specs)

    def _collect(self, names: list[str]) -> None:
        expected = [spec.id for spec in self.left]
        if sorted(names) != sorted(expected):
            missing = ", ".join(sorted(set(expected) - set(names)) or sorted(set(names) - set(expected)))
            self._break(f"pytest found other checks than the problem declares: {missing}")

    def _begin(self, check: str) -> None:
        if self.running or check in self.ended or check not in {spec.id for spec in self.specs}:
            self._break(f"{check} began out of turn")
        self.running = check

    def _end(self, check: str, outcome: str, message: str) -> None:
        if check != self.running:
            self._break(f"{check} ended without having begun")
            return
        self.ended[check] = (Outcome(outcome), message)
        self.running = ""

    def _break(self, message: str) -> None:
        self.broken = self.broken or message
