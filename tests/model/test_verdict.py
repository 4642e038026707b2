"""Verdicts: partial credit, stages, and which known mistakes an answer may be said to look like."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from prep.model.outcome import Outcome
from prep.model.problem import Axis, CheckSpec, Kind, Level, Problem, Stage
from prep.model.verdict import MOST_MISTAKES, Check, Verdict, judge, named_mistakes

P, F, E, N = Outcome.PASSED, Outcome.FAILED, Outcome.ERRORED, Outcome.NOT_RUN
IDS = ["a", "b", "c", "d", "e"]


@st.composite
def graded(draw: st.DrawFn) -> tuple[list[CheckSpec], list[Check]]:
    """Checks of up to three stages with what they catch, and an outcome for each."""
    caught = st.lists(st.sampled_from(IDS), max_size=3, unique=True).map(tuple)
    specs = [
        CheckSpec(f"test_{n}", f"title {n}", draw(st.sampled_from(Axis)), draw(st.integers(1, 3)), draw(caught))
        for n in range(draw(st.integers(0, 7)))
    ]
    outcomes = st.sampled_from([P, P, F, F, E, N, Outcome.CRASHED, Outcome.TIMED_OUT])
    return specs, [Check(spec.id, spec.title, draw(outcomes), spec.axis, spec.stage) for spec in specs]


def named(*checks: tuple[Outcome, tuple[str, ...]]) -> tuple[str, ...]:
    """The mistakes named for checks with these outcomes, each catching these."""
    specs = [CheckSpec(f"test_{n}", "", catches=catches) for n, (_, catches) in enumerate(checks)]
    return named_mistakes(specs, [Check(f"test_{n}", "", outcome) for n, (outcome, _) in enumerate(checks)])


@given(graded())
def test_a_named_mistake_has_evidence_and_none_against_it(case: tuple[list[CheckSpec], list[Check]]):
    """Named is only what a red check catches and no green one does; at most three, none twice."""
    specs, checks = case
    outcome = {check.id: check.outcome for check in checks}

    mistakes = named_mistakes(specs, checks)

    assert len(mistakes) == len({*mistakes}) <= MOST_MISTAKES
    for mistake in mistakes:
        catching = [outcome[spec.id] for spec in specs if mistake in spec.catches]
        assert P not in catching
        assert {*catching} - {P, N}


@given(graded())
def test_what_passed_or_was_not_run_names_nothing(case: tuple[list[CheckSpec], list[Check]]):
    """Without a red check there is no mistake to speak of."""
    specs, checks = case
    fine = [Check(check.id, check.title, P if check.outcome is not N else N) for check in checks]

    assert named_mistakes(specs, fine) == ()


def test_the_most_telling_mistake_comes_first():
    """The check that the fewest mistakes fail tells most; then the mistake that explains more red checks."""
    assert named((P, ()), (F, ("a", "b", "c")), (F, ("b",)), (F, ("a", "c")), (F, ("c", "d"))) == ("b", "c", "a")


def test_a_green_check_speaks_against_a_mistake():
    """A mistake that a green check would have caught was not made."""
    assert named((F, ("a", "b")), (P, ("a",))) == ("b",)


def test_a_check_that_was_not_run_says_nothing():
    """What was not reached neither names nor clears."""
    assert named((P, ()), (F, ("a",)), (N, ("a",)), (N, ("b",))) == ("a",)


def test_first_failure_is_the_first_that_was_run():
    """The first red check in the order of the source; one that was not run is no failure."""
    checks = (Check("a", "", N), Check("b", "", P), Check("c", "", E), Check("d", "", F))

    assert Verdict(F, checks).first_failure == checks[2]
    assert Verdict(P, checks[1:2]).first_failure is None


@given(graded())
def test_partial_credit_is_the_number_of_green_checks(case: tuple[list[CheckSpec], list[Check]]):
    """Each green check counts one, whatever the verdict."""
    _, checks = case

    assert Verdict(F, tuple(checks)).passing == [check.outcome for check in checks].count(P)


def test_a_stage_is_green_when_all_of_it_is():
    """One red check, one that was not run, or none at all: the stage is not green."""
    checks = tuple(
        Check(id, "", outcome, stage=stage)
        for id, outcome, stage in zip("abcd", (P, P, P, N), (1, 1, 2, 2), strict=True)
    )
    verdict = Verdict(Outcome.INCOMPLETE, checks)

    assert [verdict.green(stage) for stage in (1, 2, 3)] == [True, False, False]


@given(st.lists(st.tuples(st.sampled_from([P, F, E, N]), st.integers(1, 3)), max_size=6))
def test_required_stages_alone_decide(told: list[tuple[Outcome, int]]):
    """A problem passes exactly when every check of its required stages did, and there is one."""
    stages = (Stage("one", "do"), Stage("two", "do", optional=True), Stage("three", "do"))
    problem = Problem(
        *("slug", "uuid", "title", Kind.IMPLEMENT, "topic", Level.CORE, 10, (), "", "", Path("folder"), ()),
        stages=stages,
    )
    checks = [Check(f"test_{n}", "", outcome, stage=stage) for n, (outcome, stage) in enumerate(told)]
    required = [outcome for outcome, stage in told if stage != 2]

    assert (judge(problem, checks) is P) == (bool(required) and {*required} == {P})
