"""What to practise next follows from what was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_makers import NOON, problem_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.flows.choose import REST, Choice, another_with, best_next, passed_slugs, ranking
from prep.model.attempt import Attempt
from prep.model.cover import Cover
from prep.model.moment import ZERO, Moment
from prep.model.outcome import Outcome
from prep.model.problem import Kind, Level, Problem
from prep.model.session import Mode, Session
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


TODAY = NOON.date()


def book(slug: str, *skills: str, minutes: int = 20, level: Level = Level.CORE) -> Cover:
    """A problem as far as a choice goes."""
    return Cover(slug, f"u-{slug}", slug, Kind.IMPLEMENT, level, minutes, "numerics", skills, Path())


def did(slug: str, outcome: Outcome, *, days: int = 0, mistake: str = "", **changes: Any) -> Session:
    """A session that was finished so many days ago."""
    moment = Moment(NOON - timedelta(days=days), ZERO, "b")
    mistakes = (mistake,) if mistake and outcome is not PASSED else ()
    tried = Attempt("a", "answer.py", "", ZERO, verdict=Verdict(outcome, mistakes=mistakes))
    facts = {"attempts": (tried,), "finished": moment, "took": ZERO, **changes}
    return Session("s", slug, f"u-{slug}", "", Mode.PRACTISE, 10, 0, moment, **facts)


SHELF = [
    book("softmax", "numerical stability", "axis arguments", minutes=10, level=Level.WARM_UP),
    book("reservoir", "sampling", "streaming", minutes=15, level=Level.WARM_UP),
    book("nms", "boxes", "masking"),
    book("sdpa", "attention", "masking", "numerical stability"),
    book("mha", "attention", "reshaping", "masking"),
    book("beam", "search", minutes=40, level=Level.HARD),
]


def chosen(*before: Session, today: date = TODAY, **more: Any) -> Choice[Cover]:
    choice = best_next(SHELF, before, today=today, **more)
    assert choice is not None
    return choice


def test_a_failure_brings_another_problem_with_that_skill():
    """Not the same file again: the nearest of kin that practises what went wrong, and the reason says so."""
    choice = chosen(did("sdpa", FAILED, mistake="mask-after-softmax"))

    assert choice.problem.slug == "mha"
    assert choice.skill == "masking"
    assert choice.why == "mask-after-softmax in sdpa today: another problem with masking"


def test_a_failure_without_a_name_is_about_the_problem():
    """Nothing is known but that it failed."""
    choice = chosen(did("sdpa", FAILED, days=1))

    assert choice.why == "sdpa was not passed yesterday: another problem with attention"


def test_a_weak_skill_is_told_with_its_numbers():
    """From two sessions on, with the mean as anybody would work it out."""
    before = (did("nms", FAILED, days=9), did("nms", PASSED, days=8, hints=1), did("sdpa", FAILED, days=6))
    choice = chosen(*before)

    assert choice.problem.slug == "mha"
    assert choice.why == "masking: 1.7 of 4 over 3 sessions; another problem with it"


def test_a_pass_makes_it_good():
    """Once the skill went well, what is new comes next."""
    choice = chosen(did("sdpa", FAILED, mistake="mask-after-softmax"), did("mha", PASSED))

    assert choice.problem.slug in ("softmax", "reservoir")
    assert "not tried" in choice.why


def test_what_failed_comes_back_by_itself():
    """After some days, when its skills need nothing else."""
    before = [did("reservoir", FAILED, days=5), did("softmax", PASSED, days=5)]

    assert chosen(*before).problem.slug == "reservoir"
    assert "not passed 5 days ago; time to try again" in chosen(*before).why


def test_not_the_same_skill_twice_in_a_row():
    """After a pass, a problem with another main skill comes first on that day; on the next day it does not matter."""
    shelf = [book("a", "losses"), book("b", "losses"), book("c", "search")]
    after_a = did("a", PASSED)

    def next_one(day: date) -> str:
        choice = best_next(shelf, [after_a], today=day)
        assert choice is not None
        return choice.problem.slug

    assert next_one(TODAY) == "c"
    assert ranking(shelf, [did("c", PASSED)], today=TODAY)[0].problem.slug == "a"


def test_with_an_interview_what_is_at_the_bar_is_kept_fresh():
    """The nearer the date, the sooner a skill that is at the bar comes back; without one it may rest for weeks."""
    before = [did("softmax", PASSED, days=6), did("softmax", PASSED, days=5), did("reservoir", PASSED, days=1)]
    shelf = [each for each in SHELF if each.slug in ("softmax", "reservoir")]

    far, near = best_next(shelf, before, today=TODAY), best_next(shelf, before, today=TODAY, interview=TODAY + 4 * DAY)

    assert far is not None
    assert near is not None
    assert "at the bar" not in far.why
    assert near.why.endswith("is at the bar, practised 5 days ago, and the interview is in 4 days")


def test_shortly_before_the_interview_nothing_hard_is_begun():
    """What is new and hard comes last then."""
    before = [did(each.slug, PASSED, days=1) for each in SHELF if each.slug not in ("beam", "mha")]
    before.sort(key=lambda each: each.started.utc)

    assert ranking([SHELF[-1], SHELF[0]], before, today=TODAY)[0].problem.slug == "beam"
    late = ranking(SHELF, before, today=TODAY, interview=TODAY + DAY)
    hard = next(each for each in late if each.problem.slug == "beam")
    assert hard.score < next(each for each in late if each.problem.slug == "mha").score / 2


def test_what_fits_into_the_day_comes_first():
    """With few minutes left a shorter problem is chosen; with hardly any left nothing is chosen by minutes."""
    failed = did("sdpa", FAILED, mistake="mask-after-softmax")

    assert chosen(failed, minutes=15).problem.slug == "reservoir"
    assert chosen(failed, minutes=20).problem.slug == "mha"
    assert chosen(failed, minutes=3).problem.slug == "mha"


def test_what_is_parked_is_not_started_anew():
    """It waits to be gone on with."""
    parked = did("softmax", FAILED, finished=None, took=None, parked=True)

    assert chosen(parked).problem.slug == "reservoir"
    assert ranking(SHELF, [parked], today=TODAY)[-1].problem.slug == "softmax"


def test_a_renamed_folder_keeps_its_history():
    """The uuid stays."""
    before = replace(did("old-name", FAILED, mistake="mask-after-softmax"), uuid="u-sdpa")

    assert chosen(before).skill == "masking"


def test_another_problem_for_a_mistake():
    """The first of the ranking with that skill; where no other has any, the same one."""
    ranked = ranking(SHELF, [], today=TODAY)

    other, same = another_with(("masking", "boxes"), "sdpa", ranked), another_with(("search",), "beam", ranked)
    assert other is not None
    assert same is not None
    assert (other.problem.slug, other.skill) == ("nms", "masking")
    assert same.problem.slug == "beam"
    assert another_with(("search",), "gone", ()) is None


DAY = timedelta(days=1)
pasts = st.lists(
    st.builds(
        did,
        st.sampled_from([*(each.slug for each in SHELF), "gone"]),
        st.sampled_from([PASSED, FAILED]),
        days=st.integers(0, 40),
        mistake=st.sampled_from(["", "mask-after-softmax", "wrong-axis"]),
        hints=st.integers(0, 2),
    ),
    max_size=15,
).map(lambda found: sorted(found, key=lambda each: each.started.utc))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(pasts, st.none() | st.integers(0, 40), st.none() | st.integers(0, 90))
def test_a_ranking_is_whole_and_says_why(before: list[Session], left: int | None, minutes: int | None):
    """Every problem once, each with a short reason, in the order of the scores; the same facts, the same."""
    interview = None if left is None else TODAY + timedelta(days=left)
    ranked = ranking(SHELF, before, today=TODAY, interview=interview, minutes=minutes)

    assert sorted(each.problem.slug for each in ranked) == sorted(each.slug for each in SHELF)
    assert all(0 < len(each.why) <= 90 and each.score >= 0 for each in ranked)
    assert ranked == ranking(SHELF, before, today=TODAY, interview=interview, minutes=minutes)
    if minutes is None:
        scores = [round(each.score, 6) for each in ranked]
        assert scores == sorted(scores, reverse=True)


@given(pasts)
def test_what_was_sat_lately_rests(before: list[Session]):
    """While another problem has the skill that is needed, the one that was just sat is not chosen for it."""
    for each in ranking(SHELF, before, today=TODAY):
        lately = [s for s in before if s.slug == each.problem.slug and (TODAY - s.started.utc.date()).days < REST]
        assert not (lately and each.skill)
