"""What a slot of a day came to: a score, the facts behind it in a few words, and the ids of those facts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from prep.model.answer import Answered
from prep.model.moment import clock_face
from prep.model.onsite import Planned
from prep.model.rehearsal import Rehearsal
from prep.model.rehearsed import result
from prep.model.session import Session
from prep.model.text import counted

Outcome = tuple[float | None, str, tuple[str, ...]]


def of_talk(rehearsal: Rehearsal, ids: tuple[str, ...]) -> Outcome:
    """The computed mark for time; with a self-score, the mean of all six."""
    if rehearsal.finished is None:
        return None, "broken off", (rehearsal.id, *ids)
    measured = result(rehearsal)
    words = f"{clock_face(measured.took)} of {clock_face(measured.slot)}, time mark {measured.time_mark}"
    if rehearsal.score is None:
        return float(measured.time_mark), words, (rehearsal.id, *ids)
    own = tuple(rehearsal.score.marks.values())
    score = mean((*own, measured.time_mark))
    return score, f"{words}, your own {mean(own):.1f}", (rehearsal.id, *ids)


def of_practice(session: Session, ids: tuple[str, ...]) -> Outcome:
    """The mark that the facts support."""
    came = session.upshot
    if came.passing is not None:
        words = f"passed at {clock_face(came.passing)}"
    else:
        words = f"{came.best} of {counted(came.checks, 'check')}" if came.checks else "not graded"
    if session.hints:
        words += f", {counted(session.hints, 'hint')}"
    return float(session.measured), words, (session.id, *ids)


def of_questions(answers: Sequence[Answered], planned: Planned, ids: tuple[str, ...]) -> Outcome:
    """The mean score of what was answered."""
    asked = len(planned.what) + bool(planned.why)
    if not answers:
        return None, f"none of {counted(asked, 'answer')} scored", ids
    return mean(each.score for each in answers), f"{len(answers)} of {counted(asked, 'answer')}", ids
