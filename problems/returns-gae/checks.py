"""What a change in one place may change elsewhere, and identities that need no reference; then the definition.

A check that catches a mistake changes one number and looks at the difference in one row, so that it is blind to
what else may be wrong there. `advantages` is the definition, summed for each step on its own with plain numbers.
"""

import math
import time

import numpy as np
import pytest
from answer import gae

from prep.checking import assert_close, assert_shape, fetch, keep, place


def batch(rng, T, E, ends=0.25):
    """Rewards, values and flags of a random batch."""
    return rng.normal(size=(T, E)), rng.normal(size=(T + 1, E)) * 3 + 1, rng.random((T, E)) < ends


def both(r, v, done, gamma, lam, *, normalise=None, **more):
    """What the answer returned, if it is two arrays of the right shape."""
    named = more if normalise is None else {"normalise": normalise, **more}
    got = gae(r, v, done, gamma, lam, **named)
    pair = isinstance(got, tuple | list) and len(got) == 2
    assert pair, f"expected a tuple (adv, ret), got {type(got).__name__}: return both"
    for name, each in zip(("adv", "ret"), got, strict=True):
        assert_shape(each, r.shape, because=f"`{name}` has one number for each step and environment")
    return got


def adv_of(*args, **named):
    """The answer's advantages."""
    return both(*args, **named)[0]


def advantages(r, v, done, gamma, lam, cut=None, v_cut=None):
    """The definition: for every step, the sum over the steps that follow it in its episode."""
    T, E = r.shape
    out = np.zeros((T, E))
    for t, e in np.ndindex(T, E):
        terms = []
        for s in range(t, T):
            stopped = cut is not None and bool(cut[s, e])
            after = 0.0 if done[s, e] else float(v_cut[s, e]) if stopped else float(v[s + 1, e])
            terms.append((gamma * lam) ** (s - t) * (float(r[s, e]) + gamma * after - float(v[s, e])))
            if done[s, e] or stopped:
                break
        out[t, e] = math.fsum(terms)
    return out


def close(got, expected, because):
    """Compare as the statement says."""
    assert_close(got, expected, rtol=1e-9, atol=1e-9, because=because)


def changed(array, at, by=1.0):
    """A copy that differs in one row."""
    copy = array.copy()
    copy[at] += by
    return copy


def shares_of_the_last_reward(rng, settings):
    """How often the reward of the last of six steps counts in each of them."""
    r, v, done = batch(rng, 6, 2, ends=0)
    for gamma, lam in settings:
        before, after = (adv_of(each, v, done, gamma, lam) for each in (r, changed(r, 5)))
        expected = np.repeat((gamma * lam) ** np.arange(5.0, -1, -1)[:, None], 2, axis=1)
        close(after - before, expected, f"gamma={gamma}, lam={lam}: r[5] was raised by 1 (hint 1)")


# ---- what a change may change ----------------------------------------------------------------------------------


@pytest.mark.catches("done-ignored")
def test_done_makes_a_difference(rng):
    """gives other advantages where episodes end"""
    r, v, _ = batch(rng, 6, 3)
    ends = np.zeros((6, 3), dtype=bool)
    ends[[1, 2, 4]] = True

    same = np.allclose(adv_of(r, v, ends, 0.9, 0.8), adv_of(r, v, np.zeros_like(ends), 0.9, 0.8), rtol=0, atol=1e-12)

    assert not same, "expected other advantages with `done` at steps 1, 2 and 4 than without, got the same (hint 1)"


@pytest.mark.catches("done-leaves-the-value", "done-ignored", "done-shifted")
def test_value_of_the_next_episode_does_not_count(rng):
    """does not count v[t + 1] in a step that ended its episode"""
    r, v, done = batch(rng, 6, 2, ends=0)
    for t in (0, 3, 5):
        ends = done.copy()
        ends[t] = True
        before, after = (adv_of(r, each, ends, 0.9, 0.0)[t] for each in (v, changed(v, t + 1, 100.0)))
        because = f"lam=0, done[{t}]: v[{t + 1}] was raised by 100, but it belongs to the next episode (hint 2)"
        close(after, before, because)


@pytest.mark.catches("done-leaves-the-trace", "done-ignored", "done-shifted")
def test_next_episode_does_not_flow_back(rng):
    """does not let rewards of the next episode flow back over its end"""
    r, v, done = batch(rng, 6, 2, ends=0)
    for t in (0, 2, 4):
        ends = done.copy()
        ends[t] = True
        before, after = (adv_of(each, v, ends, 0.9, 1.0)[: t + 1] for each in (r, changed(r, t + 1, 100.0)))
        because = f"lam=1, done[{t}]: r[{t + 1}] was raised by 100, but it belongs to the next episode (hint 2)"
        close(after, before, because)


@pytest.mark.catches("done-shifted")
def test_step_before_the_last_goes_on(rng):
    """counts v[t] in the step before one that ended its episode"""
    r, v, done = batch(rng, 6, 2, ends=0)
    for t in (1, 3, 5):
        ends = done.copy()
        ends[t] = True
        before, after = (adv_of(r, each, ends, 0.9, 0.0)[t - 1] for each in (v, changed(v, t, 100.0)))
        because = f"done[{t}]: v[{t}] was raised by 100, and step {t - 1} led to that state (hint 2)"
        close(after - before, np.full(2, 90.0), because)


@pytest.mark.catches("last-reward-lost")
def test_reward_at_the_end_counts(rng):
    """counts the reward of a step that ended its episode"""
    r, v, done = batch(rng, 4, 2, ends=0)
    for t in (0, 2, 3):
        ends = done.copy()
        ends[t] = True
        before, after = (adv_of(each, v, ends, 0.9, 0.0)[t] for each in (r, changed(r, t)))
        because = f"done[{t}]: r[{t}] was raised by 1; only what comes after the step is worth 0 (hint 2)"
        close(after - before, np.ones(2), because)


@pytest.mark.catches("bootstrap-missing")
def test_batch_may_end_in_an_episode(rng):
    """counts v[T] where the batch ends in the middle of an episode"""
    for T in (1, 5):
        r, v, done = batch(rng, T, 3, ends=0)
        before, after = (adv_of(r, each, done, 0.9, 0.0)[-1] for each in (v, changed(v, T, 100.0)))
        because = f"T={T}, no `done`: v[T] was raised by 100, and stands for the rest of the episode"
        close(after - before, np.full(3, 90.0), because)


@pytest.mark.catches("trace-without-gamma")
def test_later_rewards_are_discounted_by_gamma(rng):
    """counts a reward that comes n steps later gamma^n times, if lam is 1"""
    shares_of_the_last_reward(rng, [(0.5, 1.0), (0.25, 1.0)])


def test_later_rewards_are_discounted_by_both(rng):
    """counts a reward that comes n steps later (gamma lam)^n times"""
    shares_of_the_last_reward(rng, [(0.5, 0.5), (1.0, 0.25), (1.0, 1.0)])


def test_environments_do_not_know_of_each_other(rng):
    """gives every environment what it gets alone"""
    r, v, done = batch(rng, 7, 5)

    together = both(r, v, done, 0.9, 0.7)

    for e in range(5):
        alone = both(r[:, [e]], v[:, [e]], done[:, [e]], 0.9, 0.7)
        for name, one, other in zip(("adv", "ret"), together, alone, strict=True):
            close(one[:, [e]], other, f"`{name}` of environment {e} of 5, and alone")


def test_rollouts_glued_together(rng):
    """gives two episodes in one column what each gets in a batch of its own"""
    for first in (1, 2, 5):
        r, v, done = batch(rng, 6, 3, ends=0)
        done[first - 1] = True
        got = both(r, v, done, 0.9, 0.7)
        parts = [
            both(r[:first], v[: first + 1], done[:first], 0.9, 0.7),
            both(r[first:], v[first:], done[first:], 0.9, 0.7),
        ]
        for i, name in enumerate(("adv", "ret")):
            because = f"`{name}`: the first episode ends with step {first - 1} of 6 (hint 2)"
            close(got[i], np.concatenate([part[i] for part in parts]), because)


# ---- identities ------------------------------------------------------------------------------------------------


def test_example():
    """gives the numbers of the example"""
    r, v = np.array([[1.0], [2.0], [3.0]]), np.array([[10.0], [20.0], [30.0], [40.0]])
    adv, ret = both(r, v, np.array([[False], [True], [False]]), 0.5, 0.5)
    close(adv, np.array([[-3.5], [-18.0], [-7.0]]), "adv of the example (hint 2)")
    close(ret, np.array([[6.5], [2.0], [23.0]]), "ret of the example: adv + v")


def test_true_values_leave_no_surprise(rng):
    """gives advantages of 0, and the values as returns, if the values are true"""
    for gamma in (0.9, 1.0):
        r, v, done = batch(rng, 8, 4, ends=0.3)
        for t in reversed(range(8)):
            v[t] = r[t] + gamma * np.where(done[t], 0.0, v[t + 1])
        for lam in (0.0, 0.6, 1.0):
            adv, ret = both(r, v, done, gamma, lam)
            because = f"gamma={gamma}, lam={lam}: every value is what its step brings and leads to, so every δ is 0"
            close(adv, np.zeros((8, 4)), because)
            close(ret, v[:-1], because)


def test_lam_one_gives_discounted_rewards(rng):
    """gives the discounted sums of the rewards as returns for lam 1, whatever the values"""
    r, v, _ = batch(rng, 6, 2)
    done = np.zeros((6, 2), dtype=bool)
    done[5] = done[2, 1] = True
    expected = np.zeros((6, 2))
    for t, e in np.ndindex(6, 2):
        end = 2 if e == 1 and t <= 2 else 5
        expected[t, e] = math.fsum(0.9 ** (s - t) * r[s, e] for s in range(t, end + 1))

    for scale in (0.0, 1.0, -100.0):
        got = both(r, scale * v, done, 0.9, 1.0)[1]
        because = (
            f"lam=1, values scaled by {scale:g}: they cancel, and ret is what was earned to the end of the episode"
        )
        close(got, expected, because)


def test_returns_are_advantages_and_values(rng):
    """gives returns that are adv + v"""
    for lam in (0.0, 0.5, 1.0):
        r, v, done = batch(rng, 5, 3)
        adv, ret = both(r, v, done, 0.9, lam)
        close(ret - adv, v[:-1], f"lam={lam}: ret[t] is adv[t] + v[t]")


@pytest.mark.catches("returns-from-normalised")
def test_returns_are_never_normalised(rng):
    """gives the same returns with `normalise` as without"""
    r, v, done = batch(rng, 6, 4)

    plain, normalised = (both(r, v, done, 0.9, 0.8, normalise=flag)[1] for flag in (False, True))

    close(normalised, plain, "a value function learns returns in their own units: compute them first (hint 3)")


@pytest.mark.catches("normalises-each-environment")
def test_better_environment_stays_better(rng):
    """leaves the advantages of an environment above 0 on average that went better than the others"""
    r, v, done = rng.normal(size=(5, 3)), np.zeros((6, 3)), np.zeros((5, 3), dtype=bool)
    r[:, 1] += 50.0

    mean = float(adv_of(r, v, done, 0.5, 0.5, normalise=True)[:, 1].mean())

    because = "one mean and one std for all T × E numbers, or the difference between environments is gone (hint 3)"
    assert mean > 0.5, f"expected a mean of about 1.4 for the environment with rewards of 50, got {mean:.3g}: {because}"


def test_normalised_advantages(rng):
    """gives (adv - mean) / (std + 1e-8) of all advantages with `normalise`"""
    for T, E, scale in [(6, 4, 1.0), (3, 2, 1e3), (2, 1, 1.0), (1, 1, 1.0), (4, 3, 1e-6)]:
        r, v, done = batch(rng, T, E)
        adv = advantages(scale * r, scale * v, done, 0.9, 0.8)
        mean = math.fsum(adv.flat) / (T * E)
        std = math.sqrt(math.fsum((a - mean) ** 2 for a in adv.flat) / (T * E))
        because = f"T={T}, E={E}, numbers of about {scale:g}: std over all, divided by T × E, plus 1e-8 (hint 3)"
        close(adv_of(scale * r, scale * v, done, 0.9, 0.8, normalise=True), (adv - mean) / (std + 1e-8), because)


# ---- the definition --------------------------------------------------------------------------------------------


def test_definition_agrees(rng):
    """agrees with the definition for many sizes, gammas and lams"""
    sizes = [(1, 1), (2, 1), (1, 4), (9, 3), (25, 2), (4, 7), (3, 3)]
    for T, E in sizes:
        for gamma, lam in [(0.99, 0.95), (0.9, 0.0), (1.0, 1.0), (0.0, 0.7), (0.6, 1.0)]:
            r, v, done = batch(rng, T, E, ends=float(rng.choice([0.0, 0.2, 0.6, 1.0])))
            expected = advantages(r, v, done, gamma, lam)
            adv, ret = both(r, v, done, gamma, lam)
            because = f"T={T}, E={E}, gamma={gamma}, lam={lam}, {int(done.sum())} ends (hint 2)"
            close(adv, expected, f"adv, {because}")
            close(ret, expected + v[:-1], f"ret, {because}")


@pytest.mark.axis("side_effects")
def test_arguments_are_left_alone(rng):
    """leaves r, v and done as they were"""
    for normalise in (False, True):
        given = dict(zip(("r", "v", "done"), batch(rng, 5, 3), strict=True))
        placed = {name: place(value) for name, value in given.items()}
        keep(gae, *placed.values(), 0.9, 0.8, normalise)
        for name, value in given.items():
            after = fetch(placed[name])
            assert (after == value).all(), f"expected `{name}` as it was, got other numbers: it was changed in place"


@pytest.mark.axis("speed")
@pytest.mark.catches("loops-over-environments")
def test_many_environments_cost_little_more(rng):
    """takes at most 30 times as long for 200 environments as for one"""
    shortest = {}
    batches = {E: [place(value) for value in batch(rng, 500, E, ends=0.02)] for E in (1, 200)}
    for _ in range(6):
        for E, given in batches.items():
            began = time.perf_counter()
            keep(gae, *given, 0.99, 0.95)
            shortest[E] = min(shortest.get(E, math.inf), time.perf_counter() - began)

    ratio = shortest[200] / shortest[1]
    because = "a row holds all environments: loop over the steps alone (hint 2)"
    assert ratio <= 30, f"expected at most 30 times as long for 200 environments as for one, got {ratio:.0f}: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def limits(rng, T, E, stops=0.25):
    """Flags of time limits, and the values there; elsewhere NaN."""
    cut = rng.random((T, E)) < stops
    return {"cut": cut, "v_cut": np.where(cut, rng.normal(size=(T, E)) * 3, np.nan)}


@pytest.mark.stage(2)
def test_cut_example():
    """gives the numbers of the example"""
    r, v = np.array([[1.0], [2.0], [3.0]]), np.array([[10.0], [20.0], [30.0], [40.0]])
    cut, v_cut = np.array([[False], [True], [False]]), np.array([[np.nan], [6.0], [np.nan]])
    adv, ret = both(r, v, np.zeros((3, 1), dtype=bool), 0.5, 0.5, cut=cut, v_cut=v_cut)
    close(adv, np.array([[-2.75], [-15.0], [-7.0]]), "adv of the example: 2 + 0.5 × 6 - 20 at step 1")
    close(ret, np.array([[7.25], [5.0], [23.0]]), "ret of the example: adv + v")


@pytest.mark.stage(2)
def test_cut_ends_an_episode_that_had_a_future(rng):
    """gives a stopped episode what it gets in a batch that ends there, with v_cut as the value after it"""
    r, v, done = batch(rng, 6, 2, ends=0)
    for t in (0, 3, 5):
        cut, v_cut = np.zeros((6, 2), dtype=bool), np.full((6, 2), np.nan)
        cut[t], v_cut[t] = True, rng.normal(size=2)
        whole = adv_of(r, v, done, 0.9, 0.7, cut=cut, v_cut=v_cut)
        alone = adv_of(r[: t + 1], np.vstack([v[: t + 1], v_cut[t]]), done[: t + 1], 0.9, 0.7)
        because = f"cut[{t}]: v_cut[{t}] stands for the rest of the episode"
        close(whole[: t + 1], alone, because)
        if t < 5:
            after = adv_of(r[t + 1 :], v[t + 1 :], done[t + 1 :], 0.9, 0.7)
            close(whole[t + 1 :], after, f"cut[{t}]: row {t + 1} begins a new episode, with v[{t + 1}]")


@pytest.mark.stage(2)
@pytest.mark.axis("stability")
def test_unused_values_may_be_nan(rng):
    """does not look at v_cut where nothing was cut, nor where the state is terminal"""
    r, v, done = batch(rng, 6, 3, ends=0.4)
    cut = rng.random((6, 3)) < 0.4
    cut[0, 0] = done[0, 0] = True
    for junk in (np.nan, np.inf, 1e300):
        v_cut = np.where(cut & ~done, 2.0, junk)
        got = both(r, v, done, 0.9, 0.7, cut=cut, v_cut=v_cut)
        because = f"v_cut is {junk:g} where it has no meaning; choose, do not multiply by 0; and `done` comes first"
        expected = advantages(r, v, done, 0.9, 0.7, cut, v_cut)
        close(got[0], expected, f"adv, {because}")
        close(got[1], expected + v[:-1], f"ret, {because}")


@pytest.mark.stage(2)
def test_cut_definition_agrees(rng):
    """agrees with the definition for many sizes, gammas and lams, with `normalise` and without any cut"""
    for T, E in [(1, 1), (2, 3), (9, 3), (20, 2)]:
        for gamma, lam, stops in [(0.99, 0.95, 0.3), (0.9, 0.0, 1.0), (1.0, 1.0, 0.2), (0.8, 0.5, 0.0)]:
            (r, v, done), more = batch(rng, T, E), limits(rng, T, E, stops)
            expected = advantages(r, v, done, gamma, lam, **more)
            because = f"T={T}, E={E}, gamma={gamma}, lam={lam}, {int(more['cut'].sum())} cuts"
            adv, ret = both(r, v, done, gamma, lam, **more)
            close(adv, expected, f"adv, {because}")
            close(ret, expected + v[:-1], f"ret, {because}")
            adv, ret = both(r, v, done, gamma, lam, normalise=True, **more)
            close(adv, (expected - expected.mean()) / (expected.std() + 1e-8), f"normalised adv, {because}")
            close(ret, expected + v[:-1], f"ret beside a normalised adv, {because}")
    r, v, done = batch(rng, 6, 3)
    close(adv_of(r, v, done, 0.9, 0.7, cut=None, v_cut=None), adv_of(r, v, done, 0.9, 0.7), "without cuts, as before")


@pytest.mark.stage(2)
@pytest.mark.axis("side_effects")
def test_cut_arguments_are_left_alone(rng):
    """leaves all arrays as they were"""
    given = {**dict(zip(("r", "v", "done"), batch(rng, 5, 3), strict=True)), **limits(rng, 5, 3)}
    placed = {name: place(value) for name, value in given.items()}

    keep(gae, placed["r"], placed["v"], placed["done"], 0.9, 0.8, True, cut=placed["cut"], v_cut=placed["v_cut"])

    for name, value in given.items():
        same = np.array_equal(fetch(placed[name]), value, equal_nan=name == "v_cut")
        assert same, f"expected `{name}` as it was, got other numbers: it was changed in place"
