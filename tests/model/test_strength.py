"""How strong one is in a skill follows from measured marks, and little is said of little."""

from __future__ import annotations

from datetime import timedelta
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_makers import NOON, at, attempt, session

from prep.model.outcome import Outcome
from prep.model.problem import Axis
from prep.model.recurring import recurring
from prep.model.rubric import BAR
from prep.model.session import Session
from prep.model.strength import LONGEST_WAIT, RECENT, Strength, skills_in, strengths
from prep.model.verdict import Check, Likeness, Verdict

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
DAY = 24 * 60
TODAY = NOON.date()
SKILLS = {"sdpa": ("attention", "masking"), "nms": ("boxes", "masking"), "adam": ("optimisers",)}


def red(*mistakes: str, axis: Axis = Axis.CORRECTNESS, likeness: str = "", passing: int = 1) -> Verdict:
    """A failed verdict with so many green checks, and what it looks like."""
    checks = (Check("test_bad", "", FAILED, axis), *(Check(f"test_{n}", "", PASSED) for n in range(passing)))
    like = Likeness(likeness, 3, 4) if likeness else None
    return Verdict(FAILED, checks, mistakes=mistakes, likeness=like)


GREEN = Verdict(PASSED, (Check("test_good", "", PASSED),))


def sat(slug: str = "sdpa", *verdicts: Verdict, days: float = 0, **changes: Any) -> Session:
    """A finished session that many days ago."""
    start = at(-days * DAY)
    attempts = tuple(attempt(minute, each) for minute, each in enumerate(verdicts, start=1))
    facts = {"uuid": f"u-{slug}", "finished": start, "took": timedelta(minutes=8), "attempts": attempts, **changes}
    return session(slug=slug, started=start, **facts)


def known(*sessions: Session) -> dict[str, Strength]:
    return strengths(sessions, lambda each: SKILLS.get(each.slug, ()))


sittings = st.builds(
    lambda slug, verdicts, days, hints: sat(slug, *verdicts, days=days, hints=hints),
    st.sampled_from([*SKILLS, "gone"]),
    st.lists(st.sampled_from([GREEN, red(), red("mask-after-softmax"), red(passing=0)]), max_size=3),
    st.integers(0, 60),
    st.integers(0, 3),
)
histories = st.lists(sittings, max_size=25).map(lambda found: sorted(found, key=lambda each: each.started.utc))


@given(histories)
def test_every_mark_is_that_of_the_formula(history: list[Session]):
    """The newest five measured marks of a skill, drawn towards the mean of all as by two more sessions."""
    telling = [each for each in history if each.judged]
    found = known(*history)

    # A problem that is gone says nothing of a skill, but it was practised all the same.
    assert set(found) == {skill for each in telling for skill in SKILLS.get(each.slug, ())}
    for skill, strength in found.items():
        marks = [each.measured for each in telling if skill in SKILLS.get(each.slug, ())][-RECENT:]
        overall = fmean(each.measured for each in telling)
        assert strength.marks == tuple(marks)
        assert strength.mark == pytest.approx((sum(marks) + 2 * overall) / (len(marks) + 2))
        assert min(*marks, overall) <= strength.mark + 1e-9
        assert strength.mark - 1e-9 <= max(*marks, overall)


@given(histories)
def test_little_is_said_of_little(history: list[Session]):
    """Weak and at the bar are never said of one session, nor both; weak means below the bar by the plain mean, too."""
    for strength in known(*history).values():
        assert not (strength.weak and strength.at_the_bar)
        if strength.weak or strength.at_the_bar:
            assert strength.n >= 2
        if strength.weak:
            assert strength.mean < BAR


@given(histories, st.integers(0, 30))
def test_a_need_grows_with_waiting_up_to_a_fortnight(history: list[Session], days: int):
    """It is never negative, never falls while nothing happens, and a long holiday changes nothing."""
    for strength in known(*history).values():
        now, later = (strength.need(TODAY + timedelta(days=n)) for n in (days, days + 1))
        assert 0 <= now <= later <= 3 * (LONGEST_WAIT + 1)
        assert strength.need(TODAY + timedelta(days=200)) == strength.need(TODAY + timedelta(days=300))


@given(histories)
def test_a_slip_is_a_failure_that_no_pass_made_good(history: list[Session]):
    """It is of a session that failed, and no later session with that skill passed."""
    telling = [each for each in history if each.judged]
    for skill, strength in known(*history).items():
        if strength.slip is not None:
            with_it = [each for each in telling if skill in SKILLS.get(each.slug, ())]
            passes = [number for number, each in enumerate(with_it) if each.passed]
            assert len(with_it) - 1 not in passes
            assert strength.slip.mark < BAR


def test_a_mistake_points_at_its_skill():
    """Mask after softmax is about masking, not about attention; a pass of either skill's problems makes it good."""
    failed = sat("sdpa", red("mask-after-softmax"), days=2)

    assert known(failed)["masking"].slip is not None
    assert known(failed)["attention"].slip is None
    assert known(failed, sat("nms", GREEN))["masking"].slip is None


def test_without_a_name_the_axis_points_and_else_all_of_them():
    """A red check for stability is about numerical stability; one for correctness is about anything."""

    def slipped(verdict: Verdict) -> set[str]:
        found = strengths([sat("x", verdict)], lambda _: ("numerical stability", "losses"))
        return {skill for skill, each in found.items() if each.slip}

    assert slipped(red(axis=Axis.STABILITY)) == {"numerical stability"}
    assert slipped(red("no-epsilon", axis=Axis.CORRECTNESS)) == {"numerical stability", "losses"}


@pytest.mark.parametrize(
    ("mistake", "skills"),
    [
        ("mask-after-softmax", ("masking",)),
        ("ties-reversed", ("sorting and ties",)),
        ("own-seed", ("seeded randomness",)),
        ("positions-ignored", ("positions",)),
        ("wrong-axis", ("axis arguments",)),
        ("off-by-one", ()),
        ("", ()),
    ],
)
def test_the_words_of_a_mistake(mistake: str, skills: tuple[str, ...]):
    """A skill is meant where a word of it is said, however it ends."""
    all_of_them = ("masking", "sorting and ties", "seeded randomness", "positions", "axis arguments", "attention")

    assert skills_in(mistake, all_of_them) == skills


def test_opening_and_leaving_says_nothing():
    """A session in which nothing was judged is no evidence; giving up is."""
    assert known(sat("sdpa")) == {}
    assert known(session(slug="sdpa", attempts=(attempt(1, red()),))) == {}
    assert known(sat("sdpa", gave_up=True))["attention"].marks == (1,)


def test_mistakes_of_a_session_are_those_of_its_ends():
    """The first and the last failed verdict count, by their likeness or first name; half-written code does not."""
    saves = (red("first", "or-this"), red("half-written"), red("named", likeness="alike"), GREEN)

    assert sat("sdpa", *saves).upshot.mistakes == ("first", "alike")
    assert sat("sdpa", GREEN).upshot.mistakes == ()


def test_what_came_back_after_a_pass_comes_first():
    """Each mistake of each problem, with its days; a pass in between makes it one that came back."""
    history = [
        sat("nms", red("ties"), days=9),
        sat("nms", red("ties"), days=8),
        sat("sdpa", red("mask-after-softmax"), GREEN, days=7),
        sat("sdpa", red("mask-after-softmax"), days=3),
        sat("adam", red("bias"), GREEN, days=1),
    ]
    found = recurring(history)

    assert [(each.slug, each.times, each.sessions, each.after_pass) for each in found] == [
        ("sdpa", 2, 2, 1),
        ("nms", 2, 2, 0),
        ("adam", 1, 1, 0),
    ]
    assert [each.mended for each in found] == [False, False, True]
    assert found[0].last == TODAY - timedelta(days=3)


@given(histories)
def test_recurring_mistakes_are_counted_as_one_would(history: list[Session]):
    """As often as there are sessions that made it, never more often than the problem was sat."""
    found = recurring(history)
    pairs = {(each.slug, name) for each in history for name in each.upshot.mistakes}

    assert {(each.slug, each.mistake) for each in found} == pairs
    for each in found:
        of_it = [s for s in history if s.slug == each.slug and s.judged]
        assert each.times == sum(each.mistake in s.upshot.mistakes for s in of_it)
        assert each.times <= each.sessions == len(of_it)
        assert each.after_pass < max(each.sessions, 1)
        assert list(each.days) == sorted(each.days)
