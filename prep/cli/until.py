"""A clock time as it is typed (`--end 14:45`), made a moment; right on the days on which the clocks change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from prep.errors import BadUsage
from prep.model.moment import clock_face

NEAREST, FARTHEST = timedelta(minutes=5), timedelta(hours=4)


def end_at(typed: str, now: datetime) -> datetime:
    """The next time the clock on the wall shows that, in UTC; no slot is shorter than 5 minutes or longer than 4 hours.

    On the night in which an hour comes twice, its first time is meant, unless that is over.
    """
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", typed):
        raise BadUsage(f"{typed!r} is no time of day", hint="Write hours and minutes, as in --end 14:45.")
    hour, minute = map(int, typed.split(":"))
    today = now.astimezone().date()
    ends = set()
    for day in (today, today + timedelta(days=1)):
        for fold in (0, 1):
            local = datetime(day.year, day.month, day.day, hour, minute, fold=fold)
            end = local.astimezone(UTC)
            # In the night in which an hour is left out, the wall never shows a time within it.
            if end.astimezone().replace(tzinfo=None, fold=0) == local.replace(fold=0) and end > now:
                ends.add(end)
    fitting = [end for end in sorted(ends) if NEAREST <= end - now <= FARTHEST]
    if not fitting:
        away = clock_face(min(ends) - now)
        raise BadUsage(f"{typed} is {away} away", hint="A slot ends at least 5 minutes and at most 4 hours from now.")
    return fitting[0]
