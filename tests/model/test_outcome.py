"""Outcomes: which is worse, which costs an attempt, and how each reads in a sentence."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.model.outcome import WORST_FIRST, Outcome, worst


def test_the_order_is_the_designs():
    """From the worst: the grader's own fault, what cheats, what breaks, what is wrong, what is right."""
    order = "grader_broken, tampered, crashed, out_of_memory, timed_out, errored, failed, incomplete, passed"

    assert ", ".join(WORST_FIRST) == order


@pytest.mark.parametrize(("worse", "better"), list(itertools.pairwise(WORST_FIRST)))
def test_the_worse_of_two_is_the_verdicts(worse: Outcome, better: Outcome):
    """Whichever check comes first, the worse one decides."""
    assert worst([worse, better]) is worst([better, worse]) is worse


@given(st.lists(st.sampled_from([*WORST_FIRST, Outcome.NOT_RUN])))
def test_a_pass_needs_checks_and_nothing_else_than_passes(outcomes: list[Outcome]):
    """`passed` comes of at least one check, all of them passed, and of nothing else."""
    assert (worst(outcomes) is Outcome.PASSED) == (bool(outcomes) and set(outcomes) == {Outcome.PASSED})


@given(st.lists(st.sampled_from([*WORST_FIRST, Outcome.NOT_RUN])), st.sampled_from(WORST_FIRST))
def test_one_more_check_never_makes_a_verdict_better(outcomes: list[Outcome], more: Outcome):
    """A check that was added can only leave a verdict as it is, or make it worse."""
    if outcomes:
        assert WORST_FIRST.index(worst([*outcomes, more])) <= WORST_FIRST.index(worst(outcomes))


def test_what_was_not_run_is_incomplete():
    """A check that was not run, or no check at all, proves nothing."""
    assert worst([Outcome.NOT_RUN]) is Outcome.INCOMPLETE
    assert worst([Outcome.PASSED, Outcome.NOT_RUN]) is Outcome.INCOMPLETE
    assert worst([Outcome.FAILED, Outcome.NOT_RUN]) is Outcome.FAILED
    assert worst([]) is Outcome.INCOMPLETE


def test_only_what_is_the_answers_doing_costs_an_attempt():
    """A file that is none, a broken grader and Ctrl-C are not held against anyone."""
    free = {outcome for outcome in Outcome if not outcome.counts}

    assert free == {Outcome.NOT_GRADABLE, Outcome.GRADER_BROKEN, Outcome.ABORTED}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_reads_as_words(outcome: Outcome):
    """In a sentence there are words, no names with underscores; in JSON there is the name."""
    assert outcome.words.replace(" ", "").replace(":", "").isalpha()
    assert outcome == outcome.value == str(outcome)
