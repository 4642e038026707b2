"""A correction is a new fact that reading obeys: voided is as if it had never been, amended is as amended."""

from __future__ import annotations

from datetime import timedelta

from fact_stories import as_facts, second_thoughts, stories
from hypothesis import given
from hypothesis import strategies as st
from session_makers import NOON

from prep.model.correction import AMENDED, NOTED, VOIDED, corrected, corrections_from, remarks_from
from prep.model.fact import Fact
from prep.model.record import sessions_from


@given(stories(), second_thoughts)
def test_reading_obeys_every_correction(facts, drawn):
    """Brute force: each session is what its own facts and the last word on each of its details make it."""
    corrections = as_facts(drawn)
    found = {each.id: each for each in sessions_from(corrected([*facts, *corrections], corrections))}

    for session in sessions_from(facts):
        about = [data for id, data in drawn if id == session.id]
        last_void = next((data["voided"] for data in reversed(about) if "voided" in data), False)
        assert (session.id in found) is not last_void
        if last_void:
            continue
        read = found[session.id]
        seconds = next((data["seconds"] for data in reversed(about) if "seconds" in data), None)
        note = next((data["note"] for data in reversed(about) if "note" in data), None)
        if session.score is not None:
            for id, mark in session.score.marks.items():
                changed = [data["marks"][id] for data in about if id in data.get("marks", {})]
                assert read.score.marks[id] == (changed[-1] if changed else mark)
            assert read.score.note == (session.score.note if note is None else note)
        if seconds is not None and session.took is not None:
            assert read.took == timedelta(seconds=seconds)
            assert all(each.elapsed <= read.took for each in read.attempts)
        elif seconds is None:
            assert (read.took, read.attempts) == (session.took, session.attempts)


@given(stories(), st.sampled_from(["s0", "s1", "s2"]))
def test_voided_is_as_if_it_had_never_been(facts, id):
    """What is left is what the other facts alone would say; taken back, it is all there again."""
    void = Fact("90", VOIDED, id, NOON, {"voided": True, "because": ""})
    back = Fact("91", VOIDED, id, NOON, {"voided": False, "because": ""})

    assert corrected(facts, [void]) == [fact for fact in facts if fact.about != id]
    assert corrected(facts, [void, back]) == facts


def test_an_answer_is_known_by_its_own_id():
    """Answers to one question are many, and one of them is voided or amended."""
    data = {"marks": {"answers": 3}, "note": "", "seconds": 60.0}
    one, two = (Fact(id, "question.answered", "bank/q", NOON, data) for id in "12")
    void = Fact("3", VOIDED, "1", NOON, {"voided": True, "because": ""})
    amend = Fact("4", AMENDED, "2", NOON, {"marks": {"answers": 1}, "seconds": 5.0})

    (read,) = corrected([one, two], [void, amend])

    assert (read.id, read.data) == ("2", {"marks": {"answers": 1}, "note": "", "seconds": 5.0})


def test_a_voided_session_takes_its_notes_and_opinions_along():
    """And the slot of a day in which it happened loses its score; the correction itself can still be read."""
    void = Fact("5", VOIDED, "s", NOON, {"voided": True, "because": ""})
    note = Fact("1", NOTED, "s", NOON, {"text": "well"})
    slot = Fact("2", "day.closed", "d", NOON, {"slot": 0, "score": 3.0, "words": "", "facts": ["s"]})
    mixed = Fact("3", "day.closed", "d", NOON, {"slot": 1, "score": 3.0, "words": "", "facts": ["s", "t"]})

    read = corrected([note, slot, mixed, void], [void])

    assert [fact.id for fact in read] == ["2", "3", "5"]
    assert [fact.data["score"] for fact in read[:2]] == [None, 3.0]
    assert remarks_from(read) == {}
    assert corrections_from(read)["s"].voided
