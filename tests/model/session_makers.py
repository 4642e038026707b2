"""Sessions, attempts and verdicts made short, for tests that are a line of arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prep.model.attempt import Attempt
from prep.model.moment import Moment
from prep.model.outcome import Outcome
from prep.model.session import Mode, Session
from prep.model.verdict import Check, Verdict

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(minutes: float, *, wall: float | None = None, boot: str = "first") -> Moment:
    """So many minutes after noon; `wall` where the wall clock says something else than the ticks."""
    shown = minutes if wall is None else wall
    return Moment(NOON + timedelta(minutes=shown), timedelta(hours=5, minutes=minutes), boot)


def session(**changes: Any) -> Session:
    facts: dict[str, Any] = {
        "id": "s1",
        "slug": "stable-softmax",
        "uuid": "u1",
        "title": "Softmax",
        "mode": Mode.PRACTISE,
        "minutes": 10,
        "seed": 7,
        "started": at(0),
    }
    return Session(**{**facts, **changes})


def verdict(outcome: Outcome = Outcome.PASSED, *checks: tuple[int, Outcome]) -> Verdict:
    """A verdict; each check is its stage and its outcome."""
    each = tuple(Check(f"test_{n}", "", how, stage=stage) for n, (stage, how) in enumerate(checks))
    return Verdict(outcome, each or (Check("test_only", "", outcome),))


def attempt(minute: float = 1, result: Verdict | None = None, **changes: Any) -> Attempt:
    facts: dict[str, Any] = {"id": f"a{minute}", "name": "answer.py", "text": "x = 1\n"}
    return Attempt(**{**facts, "elapsed": timedelta(minutes=minute), "verdict": result, **changes})
