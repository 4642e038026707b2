"""Episodes as `--json` and CSV have them. The only place that knows these keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from prep.model.answer import Answered
from prep.model.correction import Remark
from prep.model.episode import Episode
from prep.model.moment import ZERO
from prep.model.onsite import OnSite
from prep.model.opinion import Opinion
from prep.model.record import session_data
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import result, result_lines
from prep.model.session import Session

COLUMNS = (
    *("number", "kind", "id", "started", "slug", "topic", "outcome", "mark", "minutes", "target_minutes"),
    *("attempts", "hints", "self_score", "notes"),
)
"""The columns of the CSV."""


def episode_data(
    number: int, episode: Episode, remarks: Sequence[Remark] = (), opinions: Sequence[Opinion] = ()
) -> dict[str, Any]:
    """One episode; of a session the keys that it always had, and those that every kind has."""
    data = {"number": number, **_own(episode)}
    return {
        **data,
        "kind": episode.kind.value,
        "topic": episode.topic,
        "outcome": episode.came.value,
        "mark": episode.mark,
        "notes": [remark.text for remark in remarks],
        "opinions": [{"by": each.by, "marks": dict(each.marks), "note": each.note} for each in opinions],
    }


def episode_row(number: int, episode: Episode, remarks: Sequence[Remark] = ()) -> list[Any]:
    """One episode as the cells of `COLUMNS`; marks as `code=3`, what is unknown empty."""
    return [
        number,
        episode.kind.value,
        episode.id,
        episode.at.isoformat(timespec="seconds"),
        episode.slug,
        episode.topic,
        episode.came.value,
        "" if episode.mark is None else round(episode.mark, 2),
        _minutes(episode.took),
        _minutes(episode.target),
        episode.attempts,
        episode.hints,
        " ".join(f"{id}={mark}" for id, mark in episode.marks.items()),
        " / ".join(remark.text for remark in remarks),
    ]


def _own(episode: Episode) -> dict[str, Any]:
    """What is particular to its kind."""
    done = episode.done
    if isinstance(done, Session):
        return {key: value for key, value in session_data(done).items() if key != "attempts"}
    common = {
        "id": episode.id,
        "slug": episode.slug,
        "started": episode.at.isoformat(timespec="seconds"),
        "seconds": None if episode.took is None else round(episode.took.total_seconds(), 1),
        "passed": episode.passed,
    }
    if isinstance(done, Rehearsal):
        return {**common, **_rehearsal(done)}
    if isinstance(done, Answered):
        return {**common, **_answer(done)}
    return {**common, **_day(done)} if done is not None else common


def _rehearsal(rehearsal: Rehearsal) -> dict[str, Any]:
    score, ended = rehearsal.score, rehearsal.finished is not None
    came = result(rehearsal)
    return {
        "title": rehearsal.title,
        "mode": rehearsal.mode,
        "slot_seconds": (came.slot if ended else rehearsal.slot).total_seconds(),
        "self_score": score and {"rubric": score.rubric, "marks": dict(score.marks), "note": score.note},
        "words": list(result_lines(came)) if ended else [],
        "real": rehearsal.real,
        "lost_seconds": rehearsal.lost.total_seconds(),
        "surprise": rehearsal.surprise is not None,
        "seed": rehearsal.seed,
        "time_mark": came.time_mark if ended else None,
        "cuts": [
            {
                "at_seconds": round(each.gone.total_seconds(), 1),
                "surprise": each.surprise,
                "adapted_seconds": None if each.adapted is None else round(each.adapted.total_seconds(), 1),
            }
            for each in came.cuts
        ],
        "questions": {"asked": came.asked, "seconds": round(came.questions.total_seconds(), 1)},
        "stopped_seconds": round(came.stopped.total_seconds(), 1),
        "sections": [
            {
                "title": each.title,
                "planned_seconds": each.planned.total_seconds(),
                "spoken_seconds": round(each.spoken.total_seconds(), 1),
                "cut": each.cut,
                "questions_seconds": round(each.questions.total_seconds(), 1),
                "stumbles": list(each.stumbles),
            }
            for each in came.sections
        ],
    }


def _answer(answered: Answered) -> dict[str, Any]:
    return {
        "title": answered.question,
        "asker": answered.asker,
        "limit_seconds": answered.limit,
        "text": answered.text,
        "gave_up": answered.gave_up,
        "helped": answered.helped,
        "peeked": answered.peeked,
        "company": answered.company,
        "score": answered.score,
        "counted": answered.counted,
        "counted_by": answered.second.by if answered.second is not None else "",
        "self_score": {"rubric": answered.rubric, "marks": dict(answered.marks), "note": answered.note},
    }


def _day(day: OnSite) -> dict[str, Any]:
    return {
        "title": "mock on-site",
        "company": day.company,
        "real": day.real,
        "slots": [
            {
                "title": each.slot.title,
                "start_minutes": each.slot.start / timedelta(minutes=1),
                "score": held.score if (held := day.held.get(number)) is not None else None,
                "words": held.words if held is not None else "",
                "late_seconds": None if held is None else round((held.opened - each.slot.start).total_seconds(), 1),
                "what": list(each.what),
                "notes": list(held.notes) if held is not None else [],
            }
            for number, each in enumerate(day.plan)
        ],
        "slot_seconds": max(day.length, ZERO).total_seconds(),
    }


def _minutes(span: timedelta | None) -> float | str:
    return "" if span is None else round(span / timedelta(minutes=1), 2)
