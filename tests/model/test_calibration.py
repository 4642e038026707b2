"""Calibration: nothing below five pairs, a lean only beyond chance, guesses only from before a verdict was seen."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean

import pytest
from history_makers import MARKS, a_session, an_answer
from hypothesis import given
from hypothesis import strategies as st
from session_makers import NOON, attempt, session, verdict

from prep.cli.show_figures import bias_words, guess_words
from prep.model.calibration import MEASURE, OPINION, biases, first_guesses, guesses, pairs_of
from prep.model.episode import Came, Episode, Kind, episodes_from
from prep.model.fact import Fact
from prep.model.opinion import GIVEN, opinion_data, opinions_from
from prep.model.outcome import Outcome
from prep.model.rubric import SelfScore

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def done(number, own=3, passed=True, minutes=5.0):
    return a_session(NOON + timedelta(days=number), f"s{number}", passed=passed, minutes=minutes, marks={"code": own})


def opinion(id, about, by="Ada", rubric="coding", **marks):
    return Fact(id, GIVEN, about, NOON, opinion_data(by, rubric, marks, ""))


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.booleans()), max_size=9))
def test_the_bias_is_the_brute_force_one(played):
    """For code: own mark minus the measured one, over all sessions that were not amended."""
    facts = [fact for n, (own, passed, _) in enumerate(played) for fact in done(n, own, passed)]
    amended = {f"s{n}" for n, (_, _, changed) in enumerate(played) if changed}
    overs = [own - (4 if passed else 2) for own, passed, changed in played if not changed]
    found = {each.criterion: each for each in biases(pairs_of(episodes_from(facts), {}, amended))}

    assert set(found) == ({"problem-solving", "code"} if overs else set())
    if overs:
        code = found["code"]
        assert (code.n, code.against) == (len(overs), MEASURE)
        assert code.bias == pytest.approx(mean(overs))
        assert code.error == pytest.approx(mean(abs(over) for over in overs))
        if len(overs) > 1:
            variance = sum((over - mean(overs)) ** 2 for over in overs) / (len(overs) - 1)
            assert code.se == pytest.approx((variance / len(overs)) ** 0.5)
            assert code.lean == (len(overs) >= 5 and abs(mean(overs)) > 2 * code.se)


def test_eleven_sessions_make_a_sentence():
    """As the issue has it: a lean with its size, its criterion and its n."""
    owns = [4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3]
    facts = [fact for n, own in enumerate(owns) for fact in done(n, own, minutes=12.0)]
    found = {each.criterion: each for each in biases(pairs_of(episodes_from(facts), {}))}

    assert bias_words(found["code"]) == "you rate yourself 0.6 too high on code (n=11)"
    assert bias_words(found["problem-solving"]).startswith("no lean on problem solving: +0.0 ± 0.0")


def test_below_five_nothing_is_said():
    """Four pairs, however far off, are no lean and no number."""
    facts = [fact for n in range(4) for fact in done(n, 4, passed=False)]
    code = next(each for each in biases(pairs_of(episodes_from(facts), {})) if each.criterion == "code")

    assert not code.lean
    assert bias_words(code) == "code: 4 of 5 pairs, nothing to say yet"


def test_what_is_not_measured_waits_for_a_second_opinion():
    """Communication and testing have pairs only where somebody else judged them; several graders are one pair."""
    facts = [
        *done(0),
        *done(1),
        opinion("90", "s0", communication=1, code=3),
        opinion("91", "s0", by="Ben", communication=2),
        opinion("92", "s0", communication=4, code=3),
        opinion("93", "s1", rubric="job-talk", thread=1, communication=1),
    ]
    found = pairs_of(episodes_from(facts), opinions_from(facts))
    second = [(pair.criterion, pair.own, pair.other) for pair in found if pair.against == OPINION]

    assert sorted(second) == [("code", 3, 3), ("communication", MARKS["communication"], 3)]
    assert {pair.criterion for pair in found if pair.against == MEASURE} == {"problem-solving", "code"}


def test_an_answer_is_held_against_opinions_alone():
    """A self-score of an answer has no measure; a demonstration's never counts."""
    answers = [an_answer(NOON), an_answer(NOON + timedelta(days=1), sitting="demonstration/d")]
    facts = [*answers, *(opinion(f"9{n}", each.id, rubric="answering", limits=2) for n, each in enumerate(answers))]
    (pair,) = pairs_of(episodes_from(facts), opinions_from(facts))

    assert (pair.criterion, pair.over, pair.against) == ("limits", 1, OPINION)
    assert "limits (answering)" in bias_words(biases([pair])[0])


def test_a_session_without_a_verdict_is_no_pair():
    """There is nothing measured about what was never graded."""
    score = SelfScore("coding", MARKS)
    empty = Episode(Kind.CODE, "s", "adam", NOON, Came.NOT_PASSED, session(score=score), mark=1)

    assert pairs_of([empty], {}) == []


def code(*attempts):
    return Episode(Kind.CODE, "s", "adam", NOON, Came.PASSED, session(attempts=attempts))


def test_only_guesses_from_before_a_verdict_count():
    """The first judged submission of a session, if it came with a guess; what was not judged showed nothing."""
    broken = attempt(1, verdict(Outcome.GRADER_BROKEN), guess=10)

    assert first_guesses([code(attempt(1, verdict(FAILED), guess=70), attempt(2, verdict(PASSED), guess=90))]) == [
        (70, False)
    ]
    assert first_guesses([code(broken, attempt(2, verdict(PASSED), guess=90))]) == [(90, True)]
    assert first_guesses([code(attempt(1, verdict(FAILED)), attempt(2, verdict(PASSED), guess=90))]) == []
    assert first_guesses([code()]) == []


@given(st.lists(st.tuples(st.sampled_from([10, 30, 50, 70, 90]), st.booleans()), min_size=1, max_size=12))
def test_the_brier_score_is_the_brute_force_one(made):
    """Beside always answering the base rate, which scores b (1 - b)."""
    found = guesses(made)
    rate = sum(passed for _, passed in made) / len(made)

    assert found is not None
    assert found.brier == pytest.approx(sum((p / 100 - won) ** 2 for p, won in made) / len(made))
    assert found.base == pytest.approx(rate * (1 - rate))
    assert found.base == pytest.approx(sum((rate - won) ** 2 for _, won in made) / len(made))
    assert found.better == (found.brier < found.base)
    assert (len(guess_words(found)) == 2) == (len(made) >= 5)
