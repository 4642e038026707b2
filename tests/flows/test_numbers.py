"""What statistics read of sessions that are over: the numbers of the whole episode, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from fact_stories import as_facts, second_thoughts, stories
from history_makers import add_facts, new_history
from hypothesis import HealthCheck, given, settings

from prep.flows.past import numbers, past
from prep.model.session import Session


@given(stories(), second_thoughts)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_numbers_are_those_of_the_whole_episodes(facts, drawn):
    """The same episodes in the same order, whatever was amended or voided; only those under way have their session."""
    with new_history() as history:
        add_facts(history, [*facts, *as_facts(drawn)])
        whole = past(history).in_order

        assert numbers(history) == tuple(
            replace(each, done=None) if isinstance(each.done, Session) and not each.done.open else each
            for each in whole
        )
        assert [each.counts for each in numbers(history)] == [each.counts for each in whole]
