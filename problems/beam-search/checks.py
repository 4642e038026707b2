"""Small models made by hand, one for each trap, then random ones against three searches that are written otherwise:
all sequences there are, the greedy one, and rounds over a dictionary.

What a mistake does is looked for in the calls of `step` and in the result, and nothing else is looked at there: so
each of these checks tells of one thing. The others are exact.
"""

import itertools
import math

import numpy as np
import pytest
from answer import beam


class Model:
    """Log-probabilities by the tokens so far; remembers what it was asked for."""

    def __init__(self, probs, size):
        self._probs, self._size, self.asked = probs, size, []

    def __call__(self, tokens):
        asked = tuple(int(token) for token in tokens)
        self.asked.append(asked)
        return self.log_probs(asked)

    def log_probs(self, tokens):
        """What follows these tokens, as an array."""
        out = np.full(self._size, -np.inf)
        for token, p in self._probs(tokens).items():
            out[token] = math.log(p) if p > 0 else -math.inf
        return out

    def total(self, bos, tokens):
        """The sum of the log-probabilities of these tokens."""
        at = [bos, *tokens]
        return math.fsum(float(self.log_probs(tuple(at[:i]))[at[i]]) for i in range(1, len(at)))


def by_prefix(table, size, later):
    """A model by hand: probabilities after some lists of tokens (without bos), and `later` after all others.

    `later` varies with the length, so that the same tokens in another order have another total.
    """

    def probs(tokens):
        if tokens[1:] in table:
            return table[tokens[1:]]
        n, rest = len(tokens), sum(later.values()) - later[2]
        most = later[2] * (1 - 0.01 * n)
        return {token: p * (1 - most) / rest for token, p in later.items()} | {2: most}

    return Model(probs, size)


def at_random(rng, size, spread=1.5, holes=0.0):
    """A model whose probabilities depend on all tokens so far; some are 0, if holes are asked for."""
    seed = int(rng.integers(2**31))

    def probs(tokens):
        mine = np.random.default_rng([seed, *tokens])
        weights = np.exp(spread * mine.normal(size=size)) * (mine.random(size) >= holes)
        if not weights.any():
            weights[mine.integers(size)] = 1.0
        return dict(enumerate((weights / weights.sum()).tolist()))

    return Model(probs, size)


def rounds(model, bos, eos, width, max_len, alpha, early=False):
    """The search of the statement over a dictionary: what it returns, and how many rounds it took."""
    live, ended = {(): 0.0}, {}
    for count in range(1, max_len + 1):
        candidates = {
            (*tokens, token): total + float(log_prob)
            for tokens, total in live.items()
            for token, log_prob in enumerate(model.log_probs((bos, *tokens)))
            if log_prob > -math.inf
        }
        kept = sorted(candidates, key=candidates.get, reverse=True)[:width]
        ended |= {tokens: candidates[tokens] / count**alpha for tokens in kept if tokens[-1] == eos}
        live = {tokens: candidates[tokens] for tokens in kept if tokens[-1] != eos}
        best = sorted(ended.values(), reverse=True)[:width]
        if not live or (early and len(best) == width and max(live.values()) / max_len**alpha <= best[-1]):
            break
    ended |= {tokens: total / count**alpha for tokens, total in live.items()}
    return sorted(ended.items(), key=lambda item: item[1], reverse=True)[:width], count


def everything(model, bos, eos, size, max_len, alpha):
    """Every sequence that ends in eos, or has max_len tokens, with its score, the best first."""
    found = []
    for n in range(1, max_len + 1):
        for tokens in itertools.product(range(size), repeat=n):
            if eos not in tokens[:-1] and (tokens[-1] == eos or n == max_len):
                found.append((tokens, model.total(bos, tokens) / n**alpha))
    return sorted(found, key=lambda item: item[1], reverse=True)


def search(model, *settings, **more):
    """The answer's result, as a list of (tuple of ints, float)."""
    got = beam(model, *settings, **more)
    assert isinstance(got, list | tuple), f"expected a list of pairs, got a {type(got).__name__}"
    pairs = []
    for each in got:
        pair = isinstance(each, list | tuple) and len(each) == 2
        assert pair, f"expected pairs (tokens, score), got {each!r} among them"
        tokens, score = each
        plain = isinstance(tokens, list | tuple | np.ndarray) and isinstance(score, int | float | np.number)
        assert plain, f"expected a list of tokens and a number, got {each!r}"
        pairs.append((tuple(int(token) for token in tokens), float(score)))
    return pairs


def same(got, expected, because):
    """Tokens are equal and in order, scores within 1e-9."""
    seen, wanted = [tokens for tokens, _ in got], [tokens for tokens, _ in expected]
    for i, (one, other) in enumerate(zip(seen, wanted, strict=False)):
        assert one == other, f"expected {list(other)} in place {i}, got {list(one)}: {because}"
    assert len(seen) == len(wanted), f"expected {len(wanted)} hypotheses, got {len(seen)}: {because}"
    for (tokens, score), (_, right) in zip(got, expected, strict=True):
        near = abs(score - right) <= 1e-9 * abs(right) + 1e-12
        assert near, f"expected a score of {right:.10g} for {list(tokens)}, got {score:.10g}: {because}"


def of_the_statement():
    """The model of the statement's example: what follows depends on the last token."""
    after = {0: {2: 0.6, 3: 0.4}, 2: {1: 0.35, 2: 0.33, 3: 0.32}, 3: {1: 0.9, 2: 0.1}}
    return Model(lambda tokens: after.get(tokens[-1], {3: 1.0}), 4)


def early_end(first=0.5, second=0.4):
    """[1] ends in the first round; [2, 2, ...] goes on, and is likely from there on."""
    return by_prefix({(): {1: first, 2: second, 3: 0.1}}, 4, later={1: 0.03, 2: 0.95, 3: 0.02})


def test_example_of_the_statement():
    """gives the results of the statement's example"""
    greedy, best = ((2, 1), math.log(0.6 * 0.35) / 2), ((3, 1), math.log(0.4 * 0.9) / 2)
    same(search(of_the_statement(), 0, 1, 1, 5, 1.0), [greedy], "width 1 follows the most likely token")
    same(search(of_the_statement(), 0, 1, 2, 5, 1.0), [best, greedy], "width 2 finds what begins less likely (hint 1)")


@pytest.mark.catches("finished-extended")
def test_finished_ones_are_not_extended(rng):
    """never asks what follows eos"""
    for model, eos in [(of_the_statement(), 1), (early_end(), 1), (at_random(rng, 5), 3)]:
        search(model, 0, eos, 3, 5, 0.5)
        after = [list(tokens) for tokens in model.asked if eos in tokens[1:]]
        because = f"eos is {eos}: a hypothesis that ends in it is set aside, and never extended (hint 1)"
        assert not after, f"expected no questions about finished hypotheses, got step({after[0]}): {because}"


@pytest.mark.catches("best-of-each-beam")
def test_both_best_may_have_one_parent():
    """lets all that is kept come from one hypothesis, if its children are the best of all"""
    table = {(): {2: 0.55, 3: 0.45}, (2,): {4: 0.5, 5: 0.4, 1: 0.1}, (3,): {2: 0.27, 3: 0.26, 4: 0.24, 5: 0.23}}
    model = by_prefix(table, 6, later={2: 0.5, 1: 0.5})

    got = search(model, 0, 1, 2, 4, 1.0)

    kept = (0, 3, 2) in model.asked or any(tokens[:2] == (3, 2) for tokens, _ in got)
    because = "[2, 4] and [2, 5] have 0.275 and 0.22, [3, 2] has 0.12: compare all candidates at once (hint 2)"
    assert not kept, f"expected [2, 4] and [2, 5] to be kept in round 2, got [3, 2] among them: {because}"


@pytest.mark.catches("parent-lost")
def test_totals_belong_to_their_tokens(rng):
    """gives each list of tokens the total that the model gives it"""
    for model, width in [(of_the_statement(), 2), (at_random(rng, 5), 3), (at_random(rng, 5), 4)]:
        for tokens, score in search(model, 0, 1, width, 4, 0.0):
            total = model.total(0, tokens)
            because = "a flat index i means parent i // V and token i % V: are both taken from there? (hint 2)"
            near = math.isinf(score) or abs(score - total) <= 1e-6 * (1 + abs(total))
            assert near, f"expected {total:.6g}, the total of {list(tokens)}, with alpha=0, got {score:.6g}: {because}"


@pytest.mark.catches("penalty-each-step")
def test_penalty_is_not_applied_again_and_again():
    """does not divide by the length in every round"""
    for alpha in (0.5, 1.0):
        model, wrong = early_end(), []
        got = [(tokens, score) for tokens, score in search(model, 0, 1, 2, 5, alpha) if len(tokens) > 2]
        for tokens, _ in got:
            value = 0.0
            for n, token in enumerate(tokens, start=1):
                value = (value + float(model.log_probs((0, *tokens[: n - 1]))[token])) / n**alpha
            wrong.append(value)
        again = bool(got) and np.allclose([score for _, score in got], wrong, rtol=1e-9, atol=0)
        because = "add up the totals, and divide once, at the end (hint 2)"
        assert not again, f"expected total / n^{alpha}, got the total divided in each of its rounds: {because}"


@pytest.mark.catches("forgets-finished")
def test_finished_ones_are_not_forgotten():
    """returns what finished early beside what is still live at the end"""
    got = search(early_end(), 0, 1, 2, 3, 0.0)

    ended = [tokens for tokens, _ in got if tokens[:1] == (1,)]
    because = "[1] finished with 0.5, better than anything that is still live: rank them together (hint 3)"
    assert ended or not got, f"expected [1] in the result, got {[list(tokens) for tokens, _ in got]}: {because}"


@pytest.mark.catches("ranks-by-total")
def test_highest_score_comes_first(rng):
    """puts the highest score first"""
    for model, alpha in [(early_end(), 1.0), (early_end(), 2.0), (at_random(rng, 6), 1.5)]:
        got = [score for _, score in search(model, 0, 1, 4, 6, alpha)]
        down = all(one >= other for one, other in itertools.pairwise(got))
        because = "rank by score, the total over the length to the power of alpha, not by total (hint 2)"
        assert down, f"expected falling scores, got {[round(score, 4) for score in got]}, alpha={alpha}: {because}"


@pytest.mark.catches("length-counts-bos")
def test_bos_does_not_count():
    """does not count bos in the length"""
    for alpha in (0.5, 1.0, 2.0):
        model = early_end()
        got = search(model, 0, 1, 2, 4, alpha)
        wrong = [model.total(0, tokens) / (len(tokens) + 1) ** alpha for tokens, _ in got]
        counted = bool(got) and np.allclose([score for _, score in got], wrong, rtol=1e-9, atol=0)
        assert not counted, f"expected total / n^{alpha} for n tokens after bos, got it with n + 1: bos does not count"


@pytest.mark.catches("stops-at-first-finish")
def test_search_goes_on_after_the_first_finish():
    """goes on when one hypothesis has finished and others are live"""
    model = early_end(0.4, 0.5)

    search(model, 0, 1, 2, 4, 1.0)

    longest = max((len(tokens) for tokens in model.asked), default=4)
    because = "[1] finished in round 1, and [2] is still live; only when nothing is live the search ends (hint 3)"
    assert longest > 1, f"expected questions about [2], [2, 2] and so on, got none after the first round: {because}"


@pytest.mark.catches("starts-with-copies")
def test_search_begins_with_one_hypothesis(rng):
    """begins with one empty hypothesis"""
    for model in (of_the_statement(), at_random(rng, 4)):
        search(model, 0, 1, 3, 4, 1.0)
        times = model.asked.count((0,))
        because = "the first round has one live hypothesis, not as many as the beam is wide (hint 3)"
        assert times <= 1, f"expected one question about the empty hypothesis, got step([0]) {times} times: {because}"


def test_hypotheses_differ(rng):
    """returns no hypothesis twice, and asks about none twice"""
    for model in (of_the_statement(), at_random(rng, 4), at_random(rng, 6)):
        got = [tokens for tokens, _ in search(model, 0, 1, 3, 4, 1.0)]
        assert len({*got}) == len(got), f"expected different hypotheses, got {[*map(list, got)]}"
        twice = [list(tokens) for tokens in model.asked if model.asked.count(tokens) > 1]
        assert not twice, f"expected one question about each live hypothesis, got step({twice[0]}) twice"


@pytest.mark.axis("stability")
@pytest.mark.catches("keeps-impossible")
def test_impossible_tokens_are_never_taken(rng):
    """never returns a token that cannot follow, and asks about none, however wide the beam"""
    only = by_prefix({(): {2: 1.0}, (2,): {3: 0.7, 4: 0.3}, (2, 3): {1: 1.0}}, 6, later={2: 1.0, 1: 1.0})
    for model, width in [(only, 3), (at_random(rng, 4, holes=0.7), 6), (only, 50)]:
        for tokens, score in search(model, 0, 1, width, 4, 0.7):
            because = "a candidate with a total of -inf is none: keep fewer (hint 2)"
            assert math.isfinite(score), (
                f"expected no impossible hypotheses, got {list(tokens)} with {score}: {because}"
            )


@pytest.mark.catches("refills-places")
def test_finished_ones_use_up_their_place():
    """does not let others move up into the place of one that finished in the same round"""
    model = early_end()

    search(model, 0, 1, 2, 3, 1.0)

    asked = [list(tokens) for tokens in model.asked if tokens == (0, 3)]
    because = "of width 2, [1] and [2] are kept, and [1] finishes: only [2] is live (hint 3)"
    assert not asked, f"expected step([0, 2]) alone in round 2, got step([0, 3]) too: {because}"


def test_greedy_for_width_one(rng):
    """follows the most likely token with a width of 1"""
    for size, eos in [(4, 1), (6, 5), (3, 0)]:
        model, bos = at_random(rng, size), 2
        tokens = []
        while len(tokens) < 6 and eos not in tokens:
            tokens.append(int(np.argmax(model.log_probs((bos, *tokens)))))
        expected = [(tuple(tokens), model.total(bos, tokens) / len(tokens) ** 0.8)]
        same(search(model, bos, eos, 1, 6, 0.8), expected, f"{size} tokens, eos={eos}: greedy, in 6 rounds at most")


def test_wide_enough_finds_the_best_of_all(rng):
    """finds the best of all sequences there are, in order, if the beam is wide enough"""
    for size, max_len, alpha in [(3, 3, 0.0), (3, 4, 1.0), (4, 3, 0.6), (2, 5, 2.0)]:
        model = at_random(rng, size)
        expected = everything(model, size + 1, 1, size, max_len, alpha)
        because = f"width 300, {size} tokens, {max_len} rounds, alpha={alpha}: nothing is ever cut off"
        same(search(model, size + 1, 1, 300, max_len, alpha), expected, because)


def test_rounds_agree(rng):
    """agrees with rounds worked out step by step, for random models and settings"""
    for _ in range(6):
        size, width, max_len = (int(rng.integers(low, high)) for low, high in [(3, 8), (2, 5), (2, 7)])
        alpha, eos = float(rng.uniform(0.0, 1.5)), int(rng.integers(size))
        model, bos = at_random(rng, size, holes=0.2), size + 3
        expected, _ = rounds(model, bos, eos, width, max_len, alpha)
        because = f"{size} tokens, bos={bos}, eos={eos}, width={width}, max_len={max_len}, alpha={alpha:.3f}"
        same(search(model, bos, eos, width, max_len, alpha), expected, because)


def test_asks_about_live_hypotheses_alone(rng):
    """asks once about each live hypothesis of each round, and about nothing else"""
    for width, max_len in [(1, 4), (3, 4), (4, 1)]:
        model, wanted, live = at_random(rng, 5), [], [()]
        for _ in range(max_len):
            wanted += [(7, *tokens) for tokens in live]
            grown = [(*tokens, token) for tokens in live for token in range(5)]
            live = [t for t in sorted(grown, key=lambda t: -model.total(7, t))[:width] if t[-1] != 2]
        search(model, 7, 2, width, max_len, 1.0)
        because = f"width={width}, max_len={max_len}: step([bos, ...]) for what is live, bos first"
        assert sorted(model.asked) == sorted(wanted), (
            f"expected {len(wanted)} questions, got {len(model.asked)}, or about other tokens: {because}"
        )


def test_unfinished_ones_compete():
    """ranks what is still live after max_len rounds with what has finished, by score"""
    log, model = math.log, early_end()

    got = search(model, 0, 1, 2, 3, 1.0)

    expected = [((2, 2, 2), model.total(0, (2, 2, 2)) / 3), ((1,), log(0.5))]
    same(got, expected, "[2, 2, 2] is not finished after 3 rounds, and scores more than [1] with alpha=1 (hint 3)")
    same(search(early_end(), 0, 1, 1, 1, 1.0), [((1,), log(0.5))], "one round: [1] is the best")
    same(search(early_end(), 0, 1, 3, 1, 1.0)[1:], [((2,), log(0.4)), ((3,), log(0.1))], "one round, width 3")


def test_finished_ones_take_no_place_later():
    """keeps as many as the beam is wide in rounds after one in which some have finished"""
    model = by_prefix({(): {1: 0.5, 2: 0.4, 3: 0.1}}, 4, later={1: 0.02, 2: 0.9, 3: 0.08})

    search(model, 0, 1, 2, 4, 1.0)

    asked = sorted(list(tokens) for tokens in model.asked if len(tokens) == 3)
    because = "of width 2, [1] finished in round 1; round 2 keeps the best 2 of what follows [2] (hint 3)"
    assert asked == [[0, 2, 2], [0, 2, 3]], (
        f"expected step of [0, 2, 2] and [0, 2, 3] in round 3, got {asked}: {because}"
    )


def test_late_finishers_may_win():
    """ranks all that has finished, in whichever round"""
    model = early_end()

    got = search(model, 0, 1, 2, 4, 2.0)

    expected = [(tokens, model.total(0, tokens) / 4**2) for tokens in [(2, 2, 2, 2), (2, 2, 2, 1)]]
    same(got, expected, "alpha=2: [1], [2, 1] and [2, 2, 1] finished before, and score less than [2, 2, 2, 1] (hint 3)")


def test_alpha_decides_between_short_and_long():
    """prefers the short one for alpha 0 and the long one for alpha 1"""
    for alpha, best in [(0.0, (1,)), (1.0, (2, 2, 2, 2)), (0.2, (1,)), (0.5, (2, 2, 2, 2))]:
        got = search(early_end(), 0, 1, 2, 4, alpha)
        first = got[0][0] if got else None
        because = f"alpha={alpha}: 0.5 after one token, against about 0.3 after four (hint 2)"
        assert first == best, f"expected {list(best)} first, got {first and list(first)}: {because}"


# ---- stage 2 ---------------------------------------------------------------------------------------------------


def sure():
    """Two finish early with most of the probability; a third goes on, and is unlikely."""
    table = {(): {1: 0.6, 2: 0.3, 3: 0.1}, (2,): {1: 0.9, 2: 0.06, 3: 0.04}, (3,): {1: 0.1, 2: 0.2, 3: 0.7}}
    return by_prefix(table, 4, later={1: 0.1, 2: 0.6, 3: 0.3})


@pytest.mark.stage(2)
def test_early_gives_the_same_result(rng):
    """gives with early the result that it gives without"""
    for _ in range(5):
        size, width, max_len = (int(rng.integers(low, high)) for low, high in [(3, 6), (1, 5), (2, 8)])
        alpha, model = float(rng.uniform(0.0, 1.5)), at_random(rng, size)
        expected, _ = rounds(model, 9, 1, width, max_len, alpha)
        because = f"{size} tokens, width={width}, max_len={max_len}, alpha={alpha:.3f}"
        same(search(model, 9, 1, width, max_len, alpha, early=True), expected, f"early=True, {because}")
        same(search(model, 9, 1, width, max_len, alpha, early=False), expected, f"early=False, {because}")


@pytest.mark.stage(2)
def test_early_runs_no_round_too_many(rng):
    """asks nothing in rounds that come after the result is certain"""
    models = [(sure(), 2, 9, 0.0), (sure(), 2, 9, 0.5), (sure(), 2, 9, 1.0), (sure(), 2, 40, 1.0)]
    models += [(at_random(rng, 4, spread=2.5), 3, 9, 0.6) for _ in range(3)]
    for model, width, max_len, alpha in models:
        _, count = rounds(model, 0, 1, width, max_len, alpha, early=True)
        search(model, 0, 1, width, max_len, alpha, early=True)
        took = max((len(tokens) for tokens in model.asked), default=0)
        because = f"width={width}, max_len={max_len}, alpha={alpha}: compare the best a live one can reach with the bar"
        assert took == count, f"expected {count} rounds, got {took}: {because}"


@pytest.mark.stage(2)
def test_early_waits_for_long_ones():
    """goes on while a live hypothesis can still score more when it is longer"""
    got = search(early_end(), 0, 1, 1, 6, 1.0, early=True)
    same(got, [((1,), math.log(0.5))], "width 1: nothing is live after [1] finished")

    table = {(): {1: 0.5, 2: 0.3, 3: 0.2}, (2,): {1: 0.2, 2: 0.8}, (3,): {1: 0.1, 3: 0.9}}
    model = by_prefix(table, 4, later={1: 0.02, 2: 0.97, 3: 0.01})
    expected, count = rounds(model, 0, 1, 3, 7, 1.0)
    got = search(model, 0, 1, 3, 7, 1.0, early=True)
    same(got, expected, "three have finished, but a longer one with a lower total can still reach a higher score")
    took = max(len(tokens) for tokens in model.asked)
    assert took == count, f"expected {count} rounds, got {took}: a live one could still score more"


@pytest.mark.stage(2)
def test_without_early_all_rounds_are_run():
    """runs all rounds without early"""
    for more in ({}, {"early": False}):
        model = sure()
        search(model, 0, 1, 2, 6, 0.0, **more)
        took = max((len(tokens) for tokens in model.asked), default=0)
        _, count = rounds(model, 0, 1, 2, 6, 0.0)
        assert took == count, f"expected {count} rounds with {more or 'no early'}, got {took}"
