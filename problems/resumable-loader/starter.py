import json
from collections.abc import Iterator
from itertools import islice
from typing import Any


class Loader:
    """Shuffled batches without end, which can be saved and resumed."""

    def __init__(self, shards: dict[str, list[Any]], batch: int, seed: int) -> None:
        self.shards = shards
        self.batch = batch
        self.seed = seed

    def __iter__(self) -> Iterator[list[Any]]:
        """Batches from where the loader stands."""
        return iter([])

    def state_dict(self) -> dict[str, Any]:
        """Where the loader stands, as plain data."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where a loader stood."""


if __name__ == "__main__":
    shards = {"web": ["a", "b", "c"], "books": ["d", "e"]}
    loader = Loader(shards, batch=2, seed=7)
    for batch in islice(loader, 4):
        print(batch)
    state = json.loads(json.dumps(loader.state_dict()))
    resumed = Loader(shards, batch=2, seed=0)
    resumed.load_state_dict(state)
    print("then", list(islice(loader, 4)))
    print("and ", list(islice(resumed, 4)), "after resuming")
