class Store:
    def __init__(self):
        self._runs = {}  # what is there now: run -> key -> (value, end)
        self._log = []  # for reads of the past: (at, run, key, value, end)
        self._backups = []
        self._now = 0

    def set(self, run, key, value, at=None, ttl=None):
        at = self._step(at)
        self._put(run, key, value, None if ttl is None else at + ttl)

    def get(self, run, key, at=None):
        return self._state(at).get((run, key))

    def delete(self, run, key, at=None):
        at = self._step(at)
        value, end = self._runs.get(run, {}).pop(key, (None, None))
        if value is None or (end is not None and at >= end):
            return False
        self._log.append((at, run, key, None, None))
        return True

    def scan(self, run, prefix="", at=None):
        state = self._state(at)
        return sorted((key, value) for (r, key), value in state.items() if r == run and key.startswith(prefix))

    def top(self, key, n, at=None):
        rows = [(r, value) for (r, k), value in self._state(at).items() if k == key]
        return sorted(rows, key=lambda row: (-row[1], row[0]))[:n]

    def backup(self, at=None):
        at = self._step(at)
        self._backups.append((at, dict(self._runs)))
        return len(self._state(at))

    def restore(self, moment, at=None):
        at = self._step(at)
        fitting = [backup for backup in self._backups if backup[0] <= moment]
        if not fitting:
            return False
        taken, runs = fitting[-1]
        for run, key in self._state(at):
            self._log.append((at, run, key, None, None))
        self._runs = {}
        for run, keys in runs.items():
            for key, (value, end) in keys.items():
                if end is None or taken < end:
                    self._put(run, key, value, None if end is None else at + end - taken)
        return True

    def _step(self, at):
        if at is not None:
            self._now = at
        return self._now

    def _put(self, run, key, value, end):
        self._runs.setdefault(run, {})[key] = (value, end)
        self._log.append((self._now, run, key, value, end))

    def _state(self, at):
        at = self._now if at is None else at
        last = {}
        for when, run, key, value, end in self._log:
            if when <= at:
                last[run, key] = (value, end)
        return {cell: v for cell, (v, end) in last.items() if v is not None and (end is None or at < end)}
