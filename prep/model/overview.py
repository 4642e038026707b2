"""A session that is over in a few hundred bytes: all but its attempts, with what they came to.

A year of practice is a gigabyte of submissions and verdicts, and nobody who asks what is due today reads them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from sys import intern
from typing import Any

from prep.model.attempt import Upshot
from prep.model.moment import ZERO, Moment
from prep.model.problem import Axis
from prep.model.rubric import SelfScore
from prep.model.session import Mode, Session

_PLAIN = (
    *("slug", "uuid", "title", "minutes", "seed", "last_stage", "answer", "parked"),
    *("hints", "asks", "follow_ups", "stage", "gave_up", "revealed"),
)
"""What JSON takes as it is; left out where it is the default."""
_DEFAULTS = {each.name: each.default for each in fields(Session)}
_MODES = {each.value: each for each in Mode}
_AXES = {each.value: each for each in Axis}


def overview_text(session: Session) -> str:
    """A finished session as text: a JSON object."""
    assert session.finished is not None
    score, came = session.score, session.upshot
    data = {
        "plain": {name: value for name in _PLAIN if (value := getattr(session, name)) != _DEFAULTS[name]},
        "mode": session.mode.value,
        "started": _moment_data(session.started),
        "finished": _moment_data(session.finished),
        "took": _seconds(session.took),
        "uncounted": _seconds(session.uncounted),
        "score": score and [score.rubric, dict(score.marks), score.note],
        "told": [
            *(came.number, _seconds(came.passing), came.best, came.checks, came.red and came.red.value),
            *(came.mistakes, came.guess),
        ],
    }
    return json.dumps(data, separators=(",", ":"))


def overviews_from(rows: Sequence[tuple[str, str]]) -> Iterator[Session]:
    """The sessions that `overview_text` wrote, as pairs of id and text: their attempts are not listed."""
    # Every word and set of marks is kept once: with ten thousand half the time and half the memory.
    for id, data in parsed(rows):
        yield _session(id, data)


def parsed(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What these texts hold, with their ids; read together, which is quicker than one by one."""
    ids, texts = (id for id, _ in rows), (text for _, text in rows)
    return zip(ids, json.loads(f"[{','.join(texts)}]"), strict=True)


def _session(id: str, data: dict[str, Any]) -> Session:
    score, took, uncounted = data["score"], data["took"], data["uncounted"]
    plain: dict[str, Any] = {
        name: intern(value) if type(value) is str else value for name, value in data["plain"].items()
    }
    number, passing, best, checks, red, mistakes, guess = data["told"]
    return Session(
        id=id,
        mode=_MODES[data["mode"]],
        started=_moment(data["started"]),
        finished=_moment(data["finished"]),
        took=None if took is None else timedelta(seconds=took),
        uncounted=timedelta(seconds=uncounted) if uncounted else ZERO,
        score=SelfScore(intern(score[0]), _marks(tuple(score[1].items())), score[2]) if score else None,
        told=Upshot(
            number=number,
            passing=None if passing is None else timedelta(seconds=passing),
            best=best,
            checks=checks,
            red=_AXES[red] if red else None,
            mistakes=tuple(map(intern, mistakes)),
            guess=(guess[0], guess[1]) if guess else None,
        ),
        **plain,
    )


@cache
def _marks(marks: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return dict(marks)


def _moment_data(moment: Moment) -> list[Any]:
    return [moment.utc.isoformat(), moment.ticks.total_seconds(), moment.boot]


def _moment(data: list[Any]) -> Moment:
    utc, ticks, boot = data
    return Moment(datetime.fromisoformat(utc), timedelta(seconds=ticks), intern(boot))


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
