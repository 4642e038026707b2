from bisect import bisect_right
from math import inf
from typing import NamedTuple

Value = int | float | str
Cell = tuple[str, str]  # (run, key); a joined string could collide


class Write(NamedTuple):
    at: int
    value: Value | None  # None: a delete
    dies: float  # the first moment at which the value is gone


class Store:
    """Parameters and metrics of training runs, readable as of any time."""

    def __init__(self) -> None:
        # Each cell's writes, oldest first. They are only ever appended: the past must stay readable.
        self._writes: dict[Cell, list[Write]] = {}
        # (time, [(cell, value, what is left of its life), ...]), oldest first.
        self._backups: list[tuple[int, list[tuple[Cell, Value, float]]]] = []
        self._now = 0

    def set(self, run: str, key: str, value: Value, at: int | None = None, ttl: int | None = None) -> None:
        self._write((run, key), self._advance(at), value, inf if ttl is None else ttl)

    def get(self, run: str, key: str, at: int | None = None) -> Value | None:
        write = self._alive((run, key), self._now if at is None else at)
        return None if write is None else write.value

    def delete(self, run: str, key: str, at: int | None = None) -> bool:
        at = self._advance(at)
        there = self._alive((run, key), at) is not None
        if there:
            self._write((run, key), at, None)
        return there

    def scan(self, run: str, prefix: str = "", at: int | None = None) -> list[tuple[str, Value]]:
        return sorted(
            (cell[1], w.value) for cell, w in self._all_alive(at) if cell[0] == run and cell[1].startswith(prefix)
        )

    def top(self, key: str, n: int, at: int | None = None) -> list[tuple[str, Value]]:
        rows = [(cell[0], w.value) for cell, w in self._all_alive(at) if cell[1] == key]
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:n]

    def backup(self, at: int | None = None) -> int:
        at = self._advance(at)
        kept = [(cell, w.value, w.dies - at) for cell, w in self._all_alive(at)]
        self._backups.append((at, kept))
        return len(kept)

    def restore(self, moment: int, at: int | None = None) -> bool:
        at = self._advance(at)
        count = bisect_right(self._backups, moment, key=lambda backup: backup[0])
        if count == 0:
            return False
        for cell, _ in self._all_alive(at):
            self._write(cell, at, None)
        for cell, value, left in self._backups[count - 1][1]:
            self._write(cell, at, value, left)
        return True

    def _advance(self, at: int | None) -> int:
        """The time of a write, which becomes now."""
        if at is not None:
            self._now = at
        return self._now

    def _write(self, cell: Cell, at: int, value: Value | None, left: float = inf) -> None:
        self._writes.setdefault(cell, []).append(Write(at, value, at + left))

    def _alive(self, cell: Cell, at: int) -> Write | None:
        """The one place that knows what is there at a time: the last write up to it, if that has not died."""
        writes = self._writes.get(cell, [])
        count = bisect_right(writes, at, key=lambda write: write.at)
        if count == 0:
            return None
        last = writes[count - 1]
        return last if last.value is not None and at < last.dies else None

    def _all_alive(self, at: int | None) -> list[tuple[Cell, Write]]:
        at = self._now if at is None else at
        return [(cell, write) for cell in self._writes if (write := self._alive(cell, at)) is not None]


if __name__ == "__main__":
    store = Store()
    store.set("base", "lr", 0.1, at=10)
    store.set("base", "loss", 0.5, at=10, ttl=10)
    store.backup(at=14)
    store.set("base", "lr", 0.3, at=20)
    store.restore(25, at=30)
    for at in (12, 25, 35, 36):
        print(at, store.scan("base", at=at))
