from collections.abc import Callable

import numpy as np


def beam(
    step: Callable[[list[int]], np.ndarray],
    bos: int,
    eos: int,
    width: int,
    max_len: int,
    alpha: float,
    early: bool = False,
) -> list[tuple[list[int], float]]:
    """Keep the `width` best candidates of every round; rank what finished, or is left, by score."""
    live: list[tuple[list[int], float]] = [([], 0.0)]
    finished: list[tuple[list[int], float]] = []  # with totals, as in `live`

    def score(hypothesis: tuple[list[int], float]) -> float:
        tokens, total = hypothesis
        return total / len(tokens) ** alpha

    for _ in range(max_len):
        totals = np.array([total + step([bos, *tokens]) for tokens, total in live])  # (live, V)
        # One ranking for all candidates: a flat index holds the parent and the token.
        best = np.argsort(-totals, axis=None)[:width]
        grown = []
        for parent, token in zip(*np.unravel_index(best, totals.shape), strict=True):
            total = float(totals[parent, token])
            if total == -np.inf:
                break  # only impossible ones follow
            child = (live[parent][0] + [int(token)], total)
            (finished if token == eos else grown).append(child)
        live = grown
        if not live:
            break
        if early and len(finished) >= width:
            bar = sorted(map(score, finished), reverse=True)[width - 1]
            if max(total for _, total in live) / max_len**alpha <= bar:
                break
    ranked = sorted(finished + live, key=score, reverse=True)
    return [(hypothesis[0], score(hypothesis)) for hypothesis in ranked[:width]]


def example(tokens: list[int]) -> np.ndarray:
    """The model of the example: what follows depends on the last token alone."""
    follows = {0: [0, 0, 0.6, 0.4], 2: [0, 0.35, 0.33, 0.32], 3: [0, 0.9, 0.1, 0]}
    with np.errstate(divide="ignore"):
        return np.log(follows[tokens[-1]])


if __name__ == "__main__":
    for width, best in [(1, "[([2, 1], -0.7803)]"), (2, "[([3, 1], -0.5108), ([2, 1], -0.7803)]")]:
        print(beam(example, bos=0, eos=1, width=width, max_len=5, alpha=1.0), "should be about", best)
