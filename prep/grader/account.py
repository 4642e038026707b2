"""The host's account of itself becomes the checks of a verdict. No process is touched here.

Every check of the manifest must begin once and end once, in numbered lines without a gap, between a first line
that lists them and a last one. Whatever is missing, repeated, unknown or garbled is named, and never a pass.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec
from prep.model.text import counted, printable
from prep.model.verdict import Check

ROLES = ("answer", "starter")
MOST_TEXT = 2**15
"""Characters of a message: what a host that obeys has cut, and made printable, is not cut again."""

_OF_A_CHECK = frozenset(Outcome) - {Outcome.INCOMPLETE, Outcome.NOT_RUN, Outcome.NOT_GRADABLE, Outcome.ABORTED}


@dataclass
class Ledger:
    """The lines heard so far; `broken` says what is wrong with the account itself."""

    specs: Sequence[CheckSpec]
    ended: dict[str, tuple[Outcome, str]] = field(default_factory=dict)
    running: str = ""
    done: bool = False
    broken: str = ""
    isolation: list[str] | None = None
    host_isolation: list[str] = field(default_factory=list)
    transcripts: dict[str, str] = field(default_factory=dict)
    _number: int = 0
    _collected: bool = False

    def hear(self, line: bytes) -> dict[str, Any]:
        """Enter one line; returns it read, or `{}` if it has no place in an account."""
        if self.broken:
            return {}
        said = _read(line)
        if said is None:
            self.breaks("the grader's account is garbled")
        elif said["n"] != self._number + 1:
            self.breaks("a line of the grader's account is missing, or came twice")
        elif self.done:
            self.breaks("the grader's account goes on after its end")
        else:
            self._number += 1
            self._enter(said)
        return {} if self.broken or said is None else said

    def close(self, noise: str = "") -> None:
        """The host is gone by itself: what it has not told is missing. `noise` is the last thing it printed."""
        if self.done and not self.left:
            return
        lost = f" with {counted(len(self.left), 'check')} to go" if self.left else " without its last line"
        self.breaks(f"the grader's host ended early{lost}{f': {noise}' if noise else ''}")

    def restart(self) -> None:
        """A new host goes on with what is left: its account starts at one."""
        self._number = 0
        self._collected = False
        self.running = ""

    def end_running(self, outcome: Outcome, message: str) -> str:
        """The supervisor ended the running check from outside; returns its id."""
        check, self.running = self.running, ""
        if check:
            self.ended[check] = (outcome, message)
        return check

    def breaks(self, message: str) -> None:
        """Something is wrong with the account: the first such thing is what is told."""
        self.broken = self.broken or printable(message, most=MOST_TEXT)

    @property
    def layers(self) -> tuple[str, ...]:
        """What stood between the answer and the machine; `checks` where the problem's own code was confined too."""
        host = ("checks",) if {"files", "no-processes", "no-network"} <= {*self.host_isolation} else ()
        return (*(self.isolation or ()), *(host if self.isolation else ()))

    @property
    def left(self) -> list[CheckSpec]:
        """The checks that have not ended."""
        return [spec for spec in self.specs if spec.id not in self.ended]

    def check(self, id: str) -> Check:
        """One check as the account has it."""
        spec = next(spec for spec in self.specs if spec.id == id)
        outcome, message = self.ended.get(spec.id, (Outcome.NOT_RUN, ""))
        return Check(spec.id, spec.title, outcome, spec.axis, spec.stage, message)

    def checks(self) -> tuple[Check, ...]:
        """Every check of the manifest, in its order."""
        return tuple(self.check(spec.id) for spec in self.specs)

    def _enter(self, said: dict[str, Any]) -> None:
        match said:
            case {"event": "collected", "checks": [*names]} if all(type(name) is str for name in names):
                self._collect(names)
            case {"event": "confined", "isolation": [*layers]} if all(type(layer) is str for layer in layers):
                self.host_isolation = layers
            case {"event": "began", "check": str(check)}:
                self._begin(check)
            case {"event": "ended", "check": str(check), "outcome": str(outcome), "message": str(message)} if (
                outcome in _OF_A_CHECK
            ):
                self._end(check, Outcome(outcome), message)
            case {"event": "broken", "message": str(message)}:
                self.breaks(message or "the grader's host broke")
            case {"event": "done"}:
                self.done = True
                if self.running:
                    self.breaks(f"{self.running} began and never ended")
            case {"event": "started", "role": str(role), "isolation": [*layers]} if role in ROLES:
                # A layer that one worker went without is not claimed for the whole.
                held = dict.fromkeys(printable(layer, most=40) for layer in layers if type(layer) is str)
                before = held if self.isolation is None else self.isolation
                self.isolation = [layer for layer in before if layer in held]
            case {"event": "worker" | "fate", "role": str(role)} if role in ROLES:
                pass
            case {"event": "memory", "role": str(role), "reset": bool()} if role in ROLES:
                pass
            case {"event": "quiet"}:
                pass
            case {"event": "transcript", "check": str(check), "text": str(text)} if check and check == self.running:
                self.transcripts[check] = printable(text, most=len(text))
            case _:
                self.breaks("the grader's account has a line that has no place in it")

    def _collect(self, names: list[str]) -> None:
        expected = [spec.id for spec in self.left]
        if self._collected:
            self.breaks("the grader's account lists its checks twice")
        elif sorted(names) != sorted(expected):
            others = sorted({*names} ^ {*expected}) or sorted(name for name in {*names} if names.count(name) > 1)
            self.breaks(f"pytest found other checks than the problem declares: {', '.join(others)}")
        self._collected = True

    def _begin(self, check: str) -> None:
        if self.running or not self._collected or check not in {spec.id for spec in self.left}:
            self.breaks(f"{check} began out of turn")
            return
        self.running = check

    def _end(self, check: str, outcome: Outcome, message: str) -> None:
        if not check or check != self.running:
            self.breaks(f"{check} ended without having begun")
            return
        self.ended[check] = (outcome, printable(message, most=MOST_TEXT))
        self.running = ""


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and type(said.get("n")) is int else None
