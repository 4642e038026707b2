"""Tests first: what a candidate's tests catch, and what they must not reject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from desk_makers import Hand, desk_at

from prep.catalogue.problems import find_problem
from prep.errors import BadUsage
from prep.flows.desk import Desk
from prep.flows.tests_first import lay_out_tests, score_tests
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.model.problem import Problem
from prep.places import own_content

ONE_TEST = """
import numpy as np
from answer import softmax

def test_rows():
    for scale in (1, 1e3):
        x = scale * np.arange(6.0).reshape(2, 3)
        assert np.allclose(softmax(x).sum(axis=-1), 1), scale
"""
NO_TESTS = {
    "a class": ("class TestAll:\n    def test_a(self): pass\n", "line 1: the class TestAll is not for here"),
    "parametrize": (
        "import pytest\n@pytest.mark.parametrize('x', [1])\ndef test_a(x): pass\n",
        "line 3: parametrize on test_a is not for here",
    ),
    "nothing": ("x = 1\n", "there is no test in tests.py"),
    "two of a name": ("def test_a(): pass\ndef test_a(): pass\n", "two tests called test_a"),
    "no Python": ("def test_a(:\n", "tests.py, line 1"),
    "an import of what is not there": ("import nowhere\ndef test_a(): pass\n", "could not be run"),
}


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm(spare=False) as kept:
        yield kept


@pytest.fixture(scope="module")
def softmax() -> Problem:
    return find_problem((own_content(),), "stable-softmax")


@pytest.fixture
def desk(tmp_path: Path, warm: Warm) -> Desk:
    return replace(desk_at(tmp_path / "home", Hand()), grade=partial(grade, crews=warm.crew))


def written(desk: Desk, problem: Problem, text: str) -> Path:
    return desk.workspace.put(problem.slug, "tests.py", text)


def test_the_file_is_laid_out_once(desk: Desk, softmax: Problem):
    """A first call writes a test that runs; what is there is never written over."""
    file, new = lay_out_tests(softmax, desk)
    score = score_tests(softmax, file, desk)
    file.write_text(ONE_TEST)

    assert new
    assert not score.rejected
    assert lay_out_tests(softmax, desk) == (file, False)
    assert file.read_text() == ONE_TEST


def test_the_score_is_by_name_and_is_remembered(desk: Desk, softmax: Problem):
    """Each mistake is caught by a test or missed; the history keeps which, and the tests themselves."""
    score = score_tests(softmax, written(desk, softmax, ONE_TEST), desk)

    assert score.tests == 1
    assert score.rejected == ()
    assert {each.name for each in score.mistakes} == {mistake.id for mistake in softmax.mistakes}
    assert {each.name: each.test for each in score.caught}["no-max-subtraction"] == "test_rows"
    assert "always-float64" in {each.name for each in score.missed}
    assert not score.perfect
    (fact,) = desk.history.facts(kinds=("tests.scored",))
    assert fact.data["text"] == ONE_TEST
    assert fact.data["missed"] == [each.name for each in score.missed]


def test_a_test_that_rejects_a_right_answer_is_told(desk: Desk, softmax: Problem):
    """However many mistakes it catches: the right answer, the test and its words."""
    strict = "import numpy as np\nfrom answer import softmax\n"
    strict += "def test_no():\n    assert softmax(np.zeros(1))[0] == 2, 'two'\n"

    score = score_tests(softmax, written(desk, softmax, strict), desk)

    assert score.missed == ()
    assert not score.perfect
    assert {(each.test, each.message) for each in score.rejected} == {("test_no", "two")}
    assert len(score.rejected) == len(score.right)


@pytest.mark.parametrize(("text", "says"), NO_TESTS.values(), ids=NO_TESTS)
def test_what_is_no_test_is_said(text: str, says: str, desk: Desk, softmax: Problem):
    """Where, and what to do; nothing is scored."""
    with pytest.raises(BadUsage, match=says):
        score_tests(softmax, written(desk, softmax, text), desk)

    assert desk.history.facts(kinds=("tests.scored",)) == []
