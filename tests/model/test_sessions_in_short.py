"""Sessions read in short say what the facts say, whatever order those came in, and damage to them is noticed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from fact_stories import as_facts, second_thoughts, stories
from history_makers import a_session, add_facts, new_history
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from session_makers import NOON, at, attempt, session, verdict

from prep.history import History, index
from prep.history.tables import SCHEMA
from prep.model.outcome import Outcome
from prep.model.overview import overview_text, overviews_from
from prep.model.record import SESSION_KINDS, sessions_from
from prep.model.rubric import SelfScore
from prep.places import Places

slow = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def in_short(session):
    return session if session.open else replace(session, attempts=(), paused=None, told=session.upshot)


@given(stories(), second_thoughts, st.data())
@slow
def test_in_short_is_what_the_facts_come_to(facts, drawn, data):
    """Brute force over the facts: the same sessions, however often they were read before everything was there."""
    coming = data.draw(st.permutations([*facts, *as_facts(drawn)]))
    with new_history() as history:
        for cut in (0, len(coming) // 2):
            add_facts(history, coming[cut : len(coming) if cut else len(coming) // 2])
            whole = [in_short(each) for each in sessions_from(history.facts(kinds=SESSION_KINDS))]

            assert list(history.sessions()) == whole
            assert history.number_of_sessions == len(whole)
            by_time = sorted(whole, key=lambda each: (each.started.utc, each.id), reverse=True)
            assert list(history.sessions(newest=2)) == by_time[:2]


@given(stories())
@slow
def test_in_short_survives_its_text(facts):
    """Written and read, a session that is over is itself without its attempts."""
    over = [each for each in sessions_from(facts) if not each.open]

    read = list(overviews_from([(each.id, overview_text(each)) for each in over]))

    assert read == [in_short(each) for each in over]
    for short, long in zip(read, over, strict=True):
        assert (short.passed, short.measured, short.best, short.phase, short.day, short.elapsed(at(0))) == (
            *(long.passed, long.measured, long.best, long.phase, long.day),
            long.elapsed(at(0)),
        )


def test_the_form_of_the_text_has_a_number():
    """What earlier indexes hold is read no more once this changes: count `SCHEMA` up, then change what stands here."""
    failed = replace(verdict(Outcome.FAILED), mistakes=("mask-after-softmax",))
    done = session(
        attempts=(attempt(2, failed, guess=70), attempt(4, verdict())),
        finished=at(5),
        took=timedelta(minutes=5),
        score=SelfScore("coding", {"code": 3}, "n"),
    )

    assert SCHEMA == 2
    assert overview_text(done) == (
        '{"plain":{"slug":"stable-softmax","uuid":"u1","title":"Softmax","minutes":10,"seed":7},"mode":"practise",'
        '"started":["2026-11-23T12:00:00+00:00",18000.0,"first"],'
        '"finished":["2026-11-23T12:05:00+00:00",18300.0,"first"],"took":300.0,"uncounted":0.0,'
        '"score":["coding",{"code":3},"n"],'
        '"told":[2,240.0,1,1,null,["mask-after-softmax"],[70,false]]}'
    )


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE overviews SET text = replace(text, '\"minutes\":10', '\"minutes\":11')",
        "DELETE FROM overviews WHERE about = 's1'",
        "UPDATE facts SET data = replace(data, 'adam', 'adan')",
        "DELETE FROM facts WHERE about = 's1' AND kind = 'session.scored'",
    ],
)
def test_damage_to_a_large_index_is_noticed_where_it_is_read(tmp_path, monkeypatch, damage):
    """An index that is too large to be read as a whole at each opening gives no wrong answer either."""
    monkeypatch.setattr(index, "LARGE", 0)
    places = Places(home=tmp_path / "home", content=())
    with History.open(places) as history:
        add_facts(history, [fact for n in range(3) for fact in a_session(NOON + timedelta(hours=n), f"s{n}")])
        sessions, facts = history.sessions(), history.facts()
    with sqlite3.connect(places.index) as connection:
        assert connection.execute(damage).rowcount > 0
    connection.close()

    with History.open(places) as history:
        assert (history.sessions(), history.facts()) == (sessions, facts)
        (notice,) = history.notices

    assert "was rebuilt from the journal" in notice
    assert len(list(places.home.glob("history.db.damaged-*[0-9Z]"))) == 1


def test_an_index_of_an_earlier_prep_is_kept_beside_the_new_one(tmp_path):
    """It is not changed by a byte: the new index is built from the journal."""
    places = Places(home=tmp_path / "home", content=())
    with History.open(places) as history:
        add_facts(history, a_session(NOON, "s1"))
        sessions = history.sessions()
    with sqlite3.connect(places.index) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = places.index.read_bytes()

    with History.open(places) as history:
        assert history.sessions() == sessions
        (notice,) = history.notices

    kept = places.home / "history.db.schema-1"
    assert kept.read_bytes() == before
    assert str(kept) in notice
