"""What to practise next follows from what was done."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_makers import NOON, problem_in

from prep.flows.choose import best_next, passed_slugs
from prep.model.moment import ZERO, Moment
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.session import Attempt, Mode, Session
from prep.model.verdict import Verdict


@pytest.fixture
def shelf(tmp_path: Path) -> list[Problem]:
    """Three problems, the easiest first."""
    return [problem_in(tmp_path / slug, slug=slug) for slug in ("easy", "fair", "hard")]


def sat(slug: str, outcome: Outcome | None = None) -> Session:
    attempts = (Attempt("a", "answer.py", "", ZERO, verdict=Verdict(outcome)),) if outcome else ()
    return Session("s", slug, "", "", Mode.PRACTISE, 10, 0, Moment(NOON, ZERO, "b"), attempts=attempts)


PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


@pytest.mark.parametrize(
    ("before", "slug", "why"),
    [
        ([], "easy", "not tried"),
        ([sat("easy", FAILED)], "fair", "not tried"),
        ([sat("fair", PASSED)], "easy", "not tried"),
        ([sat("hard", FAILED), sat("easy", PASSED), sat("fair", FAILED)], "hard", "not passed yet"),
        ([sat("easy"), sat("fair", PASSED), sat("hard", PASSED)], "easy", "not passed yet"),
        ([sat("fair", PASSED), sat("easy", PASSED), sat("hard", PASSED)], "fair", "longest ago"),
        ([sat("fair", PASSED), sat("easy", PASSED), sat("hard", PASSED), sat("fair")], "easy", "longest ago"),
    ],
)
def test_the_best_next(shelf: list[Problem], before: list[Session], slug: str, why: str):
    """The easiest never tried; then what was not passed, longest ago first; then what was passed longest ago."""
    choice = best_next(shelf, before)

    assert choice is not None
    assert choice.problem.slug == slug
    assert why in choice.why


def test_problems_that_are_gone_do_not_matter(shelf: list[Problem]):
    """A session on a problem that is no longer here suggests nothing."""
    choice = best_next(shelf, [sat("gone", FAILED)])

    assert choice is not None
    assert choice.problem.slug == "easy"


def test_nothing_to_choose_from():
    """No problems, no choice."""
    assert best_next([], [sat("easy", PASSED)]) is None


def test_one_pass_is_enough():
    """A problem that was ever passed is passed, whatever came later."""
    assert passed_slugs([sat("easy", PASSED), sat("easy", FAILED), sat("fair", FAILED)]) == {"easy"}
