"""Every write makes a new whole state and never changes an old one: a backup is just a reference to one."""

import bisect


def _alive(state, at):
    return {cell: life for cell, life in state.items() if at < life[1]}


class Store:
    def __init__(self):
        self._times = [-1]
        self._states = [{}]  # each: (run, key) -> (value, end)
        self._backup_times, self._backup_states = [], []

    def _commit(self, at, state):
        self._times.append(at)
        self._states.append(state)

    def _now(self):
        return max(0, self._times[-1])

    def _begin(self, at):
        """The time of a write and what is alive then; a write is recorded even where it changes nothing."""
        at = self._now() if at is None else at
        return at, _alive(self._states[-1], at)

    def _as_of(self, at):
        at = self._now() if at is None else at
        return _alive(self._states[bisect.bisect(self._times, at) - 1], at) if at >= 0 else {}

    def set(self, run, key, value, at=None, ttl=float("inf")):
        at, state = self._begin(at)
        self._commit(at, {**state, (run, key): (value, at + ttl)})

    def get(self, run, key, at=None):
        return self._as_of(at).get((run, key), [None])[0]

    def delete(self, run, key, at=None):
        at, state = self._begin(at)
        self._commit(at, {cell: life for cell, life in state.items() if cell != (run, key)})
        return (run, key) in state

    def scan(self, run, prefix="", at=None):
        rows = ((cell[1], life[0]) for cell, life in self._as_of(at).items() if cell[0] == run)
        return sorted(row for row in rows if row[0].startswith(prefix))

    def top(self, key, n, at=None):
        rows = [(-life[0], cell[0], life[0]) for cell, life in self._as_of(at).items() if cell[1] == key]
        return [(run, value) for _, run, value in sorted(rows)][:n]

    def backup(self, at=None):
        at, state = self._begin(at)
        self._commit(at, state)
        self._backup_times.append(at)
        self._backup_states.append(state)
        return len(state)

    def restore(self, moment, at=None):
        at, state = self._begin(at)
        index = bisect.bisect(self._backup_times, moment) - 1
        if index >= 0:
            shift = at - self._backup_times[index]
            state = {cell: (value, end + shift) for cell, (value, end) in self._backup_states[index].items()}
        self._commit(at, state)
        return index >= 0
