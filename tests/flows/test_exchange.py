"""Two machines' histories become one, whatever comes first and however often; a file with a fault changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fact_stories import stories
from history_makers import a_session, an_answer, new_history, second_thoughts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.errors import BadContent, BadUsage
from prep.flows.exchange import export_to, exported, take_in
from prep.history.exchange import to_lines
from prep.model.fact import Fact
from prep.model.record import sessions_from

AT = datetime(2026, 11, 23, 14, 22, tzinfo=UTC)


def content(facts):
    return "".join(to_lines(facts)).encode()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(), st.data())
def test_any_order_any_number_of_times(facts, data):
    """However a history is cut into files that overlap, and however these come in, it is the same history."""
    number = data.draw(st.integers(1, 3))
    places = [data.draw(st.sets(st.integers(0, number - 1), min_size=1)) for _ in facts]
    files = [[fact for fact, holders in zip(facts, places, strict=True) if n in holders] for n in range(number)]
    order = data.draw(st.permutations([*range(number), *data.draw(st.lists(st.integers(0, number - 1), max_size=3))]))

    with new_history() as history:
        for n in order:
            take_in(content(data.draw(st.permutations(files[n]))), history)

        assert history.recorded() == facts
        assert sessions_from(history.facts()) == sessions_from(facts)


def test_an_import_says_what_was_new():
    """The second time nothing is."""
    facts = [*a_session(AT, "s1"), an_answer(AT)]
    with new_history() as history:
        first, again = take_in(content(facts), history), take_in(content(facts), history)

    assert (len(first.new), first.held, first.begun) == (7, 0, {"session": 1, "answer": 1})
    assert (len(again.new), again.held, again.begun) == (0, 7, {})


def test_voids_and_amendments_travel():
    """What was voided on one machine is voided on the other, in whatever order the files come."""
    session, thoughts = a_session(AT, "s1"), second_thoughts(AT + timedelta(hours=1), "s1")
    for files in ((session, thoughts), (thoughts, session)):
        with new_history() as history:
            for file in files:
                take_in(content(file), history)

            assert sessions_from(history.facts()) == ()
            assert [*exported(history)] == [*session, *thoughts]


def spoilt(fact, **data):
    return replace(fact, data={**fact.data, **data})


def test_a_file_with_a_fault_changes_nothing():
    """All facts before the wrong line are good, and none of them comes in."""
    facts = a_session(AT, "s1")
    facts[-1] = spoilt(facts[-1], marks={"code": 9})
    with new_history() as history:
        with pytest.raises(BadContent, match=r"line 6: session.scored: data.marks"):
            take_in(content(facts), history)

        assert history.recorded() == []


def test_facts_that_do_not_fit_together_are_refused():
    """Each line may be of the right form, and the whole unreadable: it is read once before it is kept."""
    facts = a_session(AT, "s1")
    facts[0] = spoilt(facts[0], minutes=10**15)
    with new_history() as history:
        with pytest.raises(BadContent, match=r"line 6: what it is about \(s1\) cannot be read then: OverflowError"):
            take_in(content(facts), history)

        assert history.recorded() == []


def test_an_id_that_means_something_else_here_is_refused():
    """A changed line (with a new checksum) cannot take the place of the one that is held."""
    facts = a_session(AT, "s1")
    with new_history() as history:
        take_in(content(facts), history)
        with pytest.raises(BadContent, match=r"line 2: here the id .* stands for something else"):
            take_in(content([facts[1], spoilt(facts[2], text="another")]), history)

        assert history.recorded() == facts


def test_an_anonymous_export_comes_in_anywhere_once():
    """Into an empty home, or into the one it came from; what has more text than is held is refused, not lost."""
    facts = [*a_session(AT, "s1"), an_answer(AT)]
    with new_history() as history:
        take_in(content(facts), history)
        without = [*exported(history, without_text=True)]
    with new_history() as history:
        take_in(content(without), history)
        (session,) = sessions_from(history.facts())
        with pytest.raises(BadContent, match="it is here without its text"):
            take_in(content(facts), history)
    with new_history() as history:
        take_in(content(facts), history)
        came = take_in(content(without), history)

        assert history.recorded() == facts
    assert (len(came.new), came.held) == (0, 7)
    assert (session.passed, session.attempts[0].text) == (True, "")


def test_an_export_replaces_only_an_export(tmp_path):
    """A file of somebody's, the journal itself and a missing folder are refused; an older export is replaced."""
    facts: list[Fact] = a_session(AT, "s1")
    file = tmp_path / "out.jsonl"
    with new_history() as history:
        take_in(content(facts), history)
        places = history._places
        export_to(file, facts[:1], places)
        export_to(file, facts, places)
        thesis = tmp_path / "thesis.tex"
        thesis.write_text("years of work")
        for wrong in (thesis, places.journal, tmp_path, tmp_path / "no" / "file"):
            with pytest.raises(BadUsage, match=r"is no export|there is no folder"):
                export_to(wrong, facts, places)

    assert file.read_bytes() == content(facts)
    assert thesis.read_text() == "years of work"
