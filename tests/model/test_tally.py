"""Statistics are what a brute-force computation over the facts gives; weak and trend are said by their rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from statistics import mean, median

import pytest
from history_makers import a_session, an_answer
from hypothesis import given
from hypothesis import strategies as st
from session_makers import NOON

from prep.model.correction import VOIDED, corrected
from prep.model.episode import Came, Kind, episodes_from, matching
from prep.model.fact import Fact
from prep.model.problem import Kind as ProblemKind
from prep.model.problem import Level, Problem
from prep.model.strength import is_weak, shrunken
from prep.model.tally import by_skill, by_topic, tallies, theil_sen, trend

SKILLS = {"adam": ("losses", "optimisers"), "sdpa": ("attention", "losses"), "gone": ()}
TOPICS = {"adam": "training", "sdpa": "attention", "gone": ""}
LAST = {"finished": 5, "judged": 4, "submitted": 3, "started": 1}


def problem(slug):
    facts = {"title": slug, "kind": ProblemKind.IMPLEMENT, "level": Level.CORE, "minutes": 10}
    words = {"statement": "", "starter": "", "folder": Path(), "entries": (), "checks": ()}
    return Problem(slug=slug, uuid=f"u-{slug}", topic=TOPICS[slug], skills=SKILLS[slug], **facts, **words)


PROBLEMS = [problem(slug) for slug in ("adam", "sdpa")]
played = st.fixed_dictionaries(
    {
        "slug": st.sampled_from(sorted(SKILLS)),
        "passed": st.booleans(),
        "minutes": st.sampled_from([1.0, 9.0, 10.0, 14.5]),
        "hinted": st.booleans(),
        "until": st.sampled_from([*LAST, "scored", "scored", "scored"]),
        "voided": st.sampled_from([False, False, False, True]),
    }
)


def facts_of(all_played):
    facts = []
    for number, each in enumerate(all_played):
        options = {name: each[name] for name in ("slug", "passed", "minutes", "hinted")}
        whole = a_session(NOON + timedelta(days=number), f"s{number}", **options)
        facts += whole[: LAST.get(each["until"], 6)]
        if each["voided"]:
            facts.append(Fact(f"{facts[-1].id}z", VOIDED, f"s{number}", facts[-1].at, {"voided": True, "because": ""}))
    return corrected(facts, [fact for fact in facts if fact.kind == VOIDED])


def mark(each):
    if not each["passed"]:
        return 2  # one of the two checks is green
    return 4 if each["minutes"] <= 10 and not each["hinted"] else 3


@given(st.lists(played, max_size=12))
@pytest.mark.parametrize(("by", "groups"), [(by_topic, TOPICS), (by_skill, SKILLS)])
def test_statistics_are_the_brute_force_ones(by, groups, all_played):
    """Every number of every group, from nothing but what was played."""
    made = {each.group: each for each in tallies(episodes_from(facts_of(all_played), PROBLEMS), by)}
    count = [each for each in all_played if each["until"] in ("finished", "scored") and not each["voided"]]
    overall = sum(map(mark, count)) / len(count) if count else 0
    names = {name for each in count for name in _names(groups[each["slug"]])}

    assert set(made) == names
    for name in names:
        of = [each for each in count if name in _names(groups[each["slug"]])]
        marks = [mark(each) for each in of]
        tally = made[name]
        assert (tally.n, tally.attempts, tally.best) == (len(of), len(of), max(marks))
        assert tally.pass_rate == pytest.approx(sum(each["passed"] for each in of) / len(of))
        assert tally.share == pytest.approx(median(each["minutes"] / 10 for each in of))
        assert tally.hints == pytest.approx(sum(each["hinted"] for each in of) / len(of))
        assert tally.raw == pytest.approx(mean(marks))
        assert tally.mean == pytest.approx((sum(marks) + 2 * overall) / (len(marks) + 2))
        recent = marks[-5:]
        pulled = (sum(recent) + 2 * overall) / (len(recent) + 2)
        assert tally.weak == (len(marks) >= 2 and pulled < 3 and mean(recent) < 3)
        assert tally.trend.n == len(marks)
        assert (tally.trend.slope is None) == (len(marks) < 4)


def _names(group):
    return (group,) if group and isinstance(group, str) else tuple(group)


@given(st.permutations(range(5)))
def test_the_order_of_other_groups_changes_nothing(order):
    """Episodes of another topic in between do not move a trend."""
    sessions = [a_session(NOON + timedelta(days=n), f"s{n}", slug="adam", passed=n > 2) for n in range(5)]
    others = [a_session(NOON + timedelta(days=n, hours=1), f"o{n}", slug="sdpa", passed=n in order[:2]) for n in order]
    together = [fact for facts in (*sessions, *others) for fact in facts]

    (alone,) = tallies(episodes_from([f for facts in sessions for f in facts], PROBLEMS), by_topic)
    mixed = next(each for each in tallies(episodes_from(together, PROBLEMS), by_topic) if each.group == "training")

    assert (mixed.trend, mixed.raw, mixed.n) == (alone.trend, alone.raw, alone.n)


@pytest.mark.parametrize(
    ("marks", "arrow", "slope"),
    [
        ([], "", None),
        ([2], "", None),
        ([2, 3], "↑", None),
        ([3, 1, 3], "→", None),
        ([4, 4, 2], "↓", None),
        ([1, 2, 3, 4], "↑", 1.0),
        ([3, 3, 3, 3], "→", 0.0),
        ([4, 4, 1, 4, 4], "→", 0.0),
    ],
)
def test_a_trend_by_its_number(marks, arrow, slope):
    """A baseline at one, an arrow at two and three, a slope from four on that one bad day does not turn."""
    made = trend(marks)

    assert (made.n, made.arrow, made.slope) == (len(marks), arrow, slope)


def test_weak_takes_two_times_and_both_means():
    """One bad afternoon is no weakness, and nobody is weak for what others found hard."""
    assert not is_weak([1], 3.5)
    assert is_weak([2, 2], 3.5)
    assert not is_weak([3, 3], 1.5)
    assert shrunken([3, 3], 1.5) == 2.25


@given(st.lists(st.integers(1, 4), min_size=2, max_size=9))
def test_the_slope_turns_with_the_marks(marks):
    """Read backwards it is the other way round."""
    assert theil_sen(marks[::-1]) == pytest.approx(-theil_sen(marks))


def test_one_time_line_and_its_filters():
    """Sessions and answers stand in the order they began; both ends of a span of days are in it."""
    facts = [
        *a_session(NOON, "s1"),
        an_answer(NOON + timedelta(days=1), gave_up=True, marks={}),
        *a_session(NOON + timedelta(days=2), "s2", slug="sdpa", passed=False),
        an_answer(NOON + timedelta(days=3), key="behavioural/conflict", sitting="demonstration/x"),
    ]
    episodes = episodes_from(facts, PROBLEMS)
    numbered = dict(enumerate(episodes, start=1))
    days = {number: each.day for number, each in numbered.items()}

    assert [each.kind for each in episodes] == [Kind.CODE, Kind.QUESTION, Kind.CODE, Kind.QUESTION]
    assert [each.came for each in episodes] == [Came.PASSED, Came.GAVE_UP, Came.NOT_PASSED, Came.PASSED]
    assert [each.counts for each in episodes] == [True, True, True, False]
    assert set(matching(numbered, kind="code")) == {1, 3}
    assert set(matching(numbered, topic="Training")) == {1}
    assert set(matching(numbered, came="not-passed")) == {3}
    assert set(matching(numbered, slug="sdpa")) == {3}
    assert set(matching(numbered, since=days[2], until=days[3])) == {2, 3}
