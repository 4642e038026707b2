from bisect import bisect_right

FOREVER = float("inf")


class Store:
    def __init__(self):
        self.runs = {}  # run -> key -> [(at, value or None, end), ...]
        self.backups = []
        self.now = 0

    def set(self, run, key, value, at=None, ttl=None):
        at = self._tick(at)
        self._put(run, key, at, value, FOREVER if ttl is None else at + ttl)

    def get(self, run, key, at=None):
        found = self._find(run, key, self._when(at))
        return None if found is None else found[0]

    def delete(self, run, key, at=None):
        at = self._tick(at)
        if self._find(run, key, at) is None:
            return False
        self._put(run, key, at, None, FOREVER)
        return True

    def scan(self, run, prefix="", at=None):
        at = self._when(at)
        rows = []
        for key in sorted(self.runs.get(run, {})):
            found = self._find(run, key, at)
            if key.startswith(prefix) and found is not None:
                rows.append((key, found[0]))
        return rows

    def top(self, key, n, at=None):
        at = self._when(at)
        found = {run: self._find(run, key, at) for run in self.runs}
        rows = [(run, hit[0]) for run, hit in found.items() if hit is not None]
        rows.sort(key=lambda row: (-row[1], row[0]))
        return rows[:n]

    def backup(self, at=None):
        at = self._tick(at)
        kept = [(run, key, value, end - at) for run, key, value, end in self._everything(at)]
        self.backups.append((at, kept))
        return len(kept)

    def restore(self, moment, at=None):
        at = self._tick(at)
        kept = None
        for taken, each in self.backups:
            if taken <= moment:
                kept = each
        if kept is None:
            return False
        for run, key, _, _ in self._everything(at):
            self._put(run, key, at, None, FOREVER)
        for run, key, value, left in kept:
            self._put(run, key, at, value, at + left)
        return True

    def _when(self, at):
        return self.now if at is None else at

    def _tick(self, at):
        self.now = self._when(at)
        return self.now

    def _put(self, run, key, at, value, end):
        self.runs.setdefault(run, {}).setdefault(key, []).append((at, value, end))

    def _find(self, run, key, at):
        writes = self.runs.get(run, {}).get(key, [])
        i = bisect_right([write[0] for write in writes], at)
        if i == 0:
            return None
        _, value, end = writes[i - 1]
        if value is None or at > end:
            return None
        return value, end

    def _everything(self, at):
        rows = []
        for run, keys in self.runs.items():
            for key in keys:
                found = self._find(run, key, at)
                if found is not None:
                    rows.append((run, key, *found))
        return rows
