from collections.abc import Callable

import numpy as np


def beam(
    step: Callable[[list[int]], np.ndarray],
    bos: int,
    eos: int,
    width: int,
    max_len: int,
    alpha: float,
) -> list[tuple[list[int], float]]:
    """Search for the sequences with the highest score, total / length ** alpha.

    step([bos, ...]) returns the log-probabilities of the next token, (V,); -inf cannot follow.
    Returns at most `width` pairs (tokens without bos, score), the highest score first.
    """
    return []


def example(tokens: list[int]) -> np.ndarray:
    """The model of the example: what follows depends on the last token alone."""
    follows = {0: [0, 0, 0.6, 0.4], 2: [0, 0.35, 0.33, 0.32], 3: [0, 0.9, 0.1, 0]}
    with np.errstate(divide="ignore"):
        return np.log(follows[tokens[-1]])


if __name__ == "__main__":
    for width, best in [(1, "[([2, 1], -0.7803)]"), (2, "[([3, 1], -0.5108), ([2, 1], -0.7803)]")]:
        print(beam(example, bos=0, eos=1, width=width, max_len=5, alpha=1.0), "should be about", best)
