"""The cards a timekeeper holds up while somebody answers: green, it is long enough; yellow, end it; red, too long."""

from __future__ import annotations

from datetime import timedelta

from prep.model.standing import Light

ENOUGH, FULL, TOO_LONG = 0.5, 1.0, 1.5
"""The shares of the length asked for at which a card goes up."""


def card(spoken: timedelta, seconds: int) -> Light | None:
    """The card that is up; none before half of the length, or where no length is asked for."""
    share = spoken.total_seconds() / seconds if seconds else 0.0
    if share < ENOUGH:
        return None
    if share < FULL:
        return Light.GREEN
    return Light.YELLOW if share <= TOO_LONG else Light.RED
