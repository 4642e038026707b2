"""What is written down can be read back: verdicts, moments, and sessions from any history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from fact_stories import stories, verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from session_makers import at, attempt, session, verdict

from prep.history.line import decode, encode
from prep.model.fact import Fact
from prep.model.moment import ZERO
from prep.model.outcome import Outcome
from prep.model.record import SESSION_KINDS, moment_data, session_data, sessions_from, verdict_data, verdict_from
from prep.model.rubric import SelfScore
from prep.model.session import Session
from prep.model.verdict import Verdict

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(verdicts)
@slow
def test_a_verdict_survives_json(given: Verdict):
    """Through JSON text and back, a verdict is equal to itself."""
    assert verdict_from(json.loads(json.dumps(verdict_data(given)))) == given


@given(stories())
@slow
def test_every_history_can_be_read(facts: list[Fact]):
    """However sessions went, and wherever a kill cut them short, reading them never raises."""
    for until in range(len(facts) + 1):
        for each in sessions_from(facts[:until]):
            now = at(10**6)

            assert each.elapsed(now) >= ZERO
            assert each.phase
            assert each.measured in (1, 2, 3, 4)
            assert json.loads(json.dumps(session_data(each)))["id"] == each.id


@given(stories())
@slow
def test_a_journal_replays_identically(facts: list[Fact]):
    """The same facts written to lines and read back tell of the same sessions."""
    read = [decode(encode(fact)) for fact in facts]

    assert sessions_from(read) == sessions_from(facts)


@given(stories(), st.data())
@slow
def test_each_session_is_told_by_its_own_facts(facts: list[Fact], data: st.DataObject):
    """Facts of other sessions, and of other kinds, change nothing."""
    together = {each.id: each for each in sessions_from(facts)}
    id = data.draw(st.sampled_from(sorted(together)))
    alone = [fact for fact in facts if fact.about == id]
    strange = Fact("99999999", "talk.rehearsed", id, datetime(2027, 1, 1, tzinfo=UTC), {"minutes": 20})

    assert sessions_from([*alone, strange]) == (together[id],)
    assert all(fact.kind in SESSION_KINDS for fact in facts)


def facts_of(*steps: tuple[str, dict[str, object]]) -> list[Fact]:
    """The facts of one session that began at noon, one a minute."""
    start = {
        "slug": "adam",
        "uuid": "u",
        "title": "Adam",
        "mode": "practise",
        "minutes": 20,
        "seed": 7,
        "last_stage": 1,
        "answer": "answer.py",
        **moment_data(at(0)),
    }
    told = [("started", start), *steps]
    return [
        Fact(f"{n:04}", f"session.{kind}", "s", at(n).utc.astimezone(timezone(timedelta(hours=2))), data)
        for n, (kind, data) in enumerate(told)
    ]


def only(facts: list[Fact]) -> Session:
    (told,) = sessions_from(facts)
    return told


def test_times_are_utc_whatever_the_offset_was():
    """A fact keeps its local offset; a session's times are UTC."""
    told = only(facts_of())

    assert told.started == at(0)
    assert told.started.utc.tzinfo is UTC


def test_facts_of_a_session_that_never_started_are_left_out():
    """A journal whose first line is damaged still gives the other sessions."""
    orphan = facts_of(("hinted", {"number": 1}))[1:]

    assert sessions_from(orphan) == ()


def test_parking_a_paused_session_keeps_its_first_stop():
    """What was paused stands where it stopped, however late it is set aside."""
    stop, later = moment_data(at(1)), moment_data(at(2))

    told = only(facts_of(("paused", {"why": "paused", **stop}), ("paused", {"why": "parked", **later})))

    assert told.parked
    assert told.paused == at(1)
    assert told.elapsed(at(60)) == timedelta(minutes=1)


def test_going_on_ends_a_pause_and_a_park():
    """After a resume the clock runs, without the time that was away."""
    gone = {"why": "parked", "away": 60.0, "uncounted": 60.0}

    told = only(facts_of(("paused", {"why": "parked", **moment_data(at(1))}), ("resumed", gone)))

    assert (told.paused, told.parked) == (None, False)
    assert told.elapsed(at(5)) == timedelta(minutes=4)


def test_numbers_never_fall():
    """Two terminals that both opened hint 1 opened one hint."""
    told = only(facts_of(("hinted", {"number": 2}), ("hinted", {"number": 1}), ("staged", {"stage": 3})))

    assert (told.hints, told.stage) == (2, 3)


def test_a_session_finished_at_once_took_no_time():
    """No time at all is still a time, and not `null`."""
    assert session_data(session(finished=at(0), took=ZERO))["seconds"] == 0.0
    assert session_data(session())["seconds"] is None


def test_a_session_as_data():
    """`--json` has the keys that scripts rely on, the verdict of each attempt among them."""
    marks = {"problem-solving": 3, "code": 3, "communication": 2, "testing": 3}
    attempts = (attempt(2, verdict(Outcome.FAILED), guess=70), attempt(4))
    data = session_data(
        session(attempts=attempts, finished=at(6), took=timedelta(minutes=6), score=SelfScore("coding", marks, "n"))
    )

    assert data["seconds"] == 360.0
    assert data["phase"] == "done"
    assert data["self_score"] == {"rubric": "coding", "marks": marks, "note": "n"}
    assert [each["verdict"] and each["verdict"]["outcome"] for each in data["attempts"]] == ["failed", None]
    assert [each["guess"] for each in data["attempts"]] == [70, None]
