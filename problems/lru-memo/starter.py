"""A memo of results: the calls used last stay, the others are forgotten."""

from collections.abc import Callable
from typing import Any


class Memo:
    """Keeps the results of the `capacity` calls that were used last."""

    def __init__(self, capacity: int, disk: dict[str, Callable] | None = None) -> None:
        self.capacity = capacity

    def call(self, name: str, fn: Callable, /, *args: Any, **kwargs: Any) -> Any:
        """The result of this call: the kept one, or else that of fn(*args, **kwargs)."""
        return fn(*args, **kwargs)


if __name__ == "__main__":
    memo = Memo(2)

    def score(prompt: str, **settings: float) -> int:
        print("  computing the score of", repr(prompt))
        return len(prompt)

    for prompt in ("to be", "or not", "to be", "that is", "or not"):
        print(prompt, "->", memo.call("score-v1", score, prompt, temperature=0.0))
    print("wanted: 'to be', 'or not', 'that is' and again 'or not' are computed")
