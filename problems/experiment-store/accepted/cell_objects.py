"""Small classes: a cell knows its versions, a version knows its life."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Version:
    born: int
    value: int | float | str | None
    ttl: int | None = None

    def alive(self, at: int) -> bool:
        return self.value is not None and (self.ttl is None or at - self.born < self.ttl)

    def remaining(self, at: int) -> int | None:
        return None if self.ttl is None else self.ttl - (at - self.born)


@dataclass
class Cell:
    versions: list[Version] = field(default_factory=list)

    def at(self, at: int) -> Version | None:
        for version in reversed(self.versions):
            if version.born <= at:
                return version if version.alive(at) else None
        return None


@dataclass
class Backup:
    taken: int
    values: dict[tuple[str, str], tuple[int | float | str, int | None]]


class Clock:
    now = 0

    def read(self, at):
        return self.now if at is None else at

    def write(self, at):
        self.now = self.read(at)
        return self.now


class Store:
    def __init__(self):
        self._clock = Clock()
        self._runs: dict[str, dict[str, Cell]] = {}
        self._backups: list[Backup] = []

    def _cell(self, run, key) -> Cell:
        return self._runs.setdefault(run, {}).setdefault(key, Cell())

    def _versions(self, at):
        for run, cells in self._runs.items():
            for key, cell in cells.items():
                version = cell.at(at)
                if version is not None:
                    yield run, key, version

    def set(self, run, key, value, *, at=None, ttl=None):
        self._cell(run, key).versions.append(Version(self._clock.write(at), value, ttl))

    def get(self, run, key, *, at=None):
        version = self._cell(run, key).at(self._clock.read(at))
        return version and version.value

    def delete(self, run, key, *, at=None):
        at = self._clock.write(at)
        cell = self._cell(run, key)
        if cell.at(at) is None:
            return False
        cell.versions.append(Version(at, None))
        return True

    def scan(self, run, prefix="", *, at=None):
        at = self._clock.read(at)
        found = {key: cell.at(at) for key, cell in self._runs.get(run, {}).items() if key[: len(prefix)] == prefix}
        return [(key, found[key].value) for key in sorted(found) if found[key]]

    def top(self, key, n, *, at=None):
        rows = [(run, version.value) for run, k, version in self._versions(self._clock.read(at)) if k == key]
        return heapq.nsmallest(n, rows, key=lambda row: (-row[1], row[0]))

    def backup(self, *, at=None):
        at = self._clock.write(at)
        values = {(run, key): (v.value, v.remaining(at)) for run, key, v in self._versions(at)}
        self._backups.append(Backup(at, values))
        return len(values)

    def restore(self, moment, *, at=None):
        at = self._clock.write(at)
        backup = max((b for b in reversed(self._backups) if b.taken <= moment), key=lambda b: b.taken, default=None)
        if backup is None:
            return False
        for run, key, _ in list(self._versions(at)):
            self._cell(run, key).versions.append(Version(at, None))
        for (run, key), (value, ttl) in backup.values.items():
            self._cell(run, key).versions.append(Version(at, value, ttl))
        return True
