class Store:
    def __init__(self):
        self._cells = {}  # (run, key) -> [(at, value or None, ttl or None), ...]
        self._backups = []
        self._now = 0

    def set(self, run, key, value, at=None, ttl=None):
        self._cells.setdefault((run, key), []).append((self._write_time(at), value, ttl))

    def get(self, run, key, at=None):
        last = self._last((run, key), at)
        if last is None or self._expired(last, at):
            return None
        return last[1]

    def delete(self, run, key, at=None):
        at = self._write_time(at)
        there = self.get(run, key, at) is not None
        if there:
            self._cells[run, key].append((at, None, None))
        return there

    def scan(self, run, prefix="", at=None):
        rows = []
        for its_run, key in sorted(self._cells):
            last = self._last((its_run, key), at)
            if its_run == run and key.startswith(prefix) and last is not None:
                rows.append((key, last[1]))
        return rows

    def top(self, key, n, at=None):
        rows = []
        for run, its_key in self._cells:
            last = self._last((run, its_key), at)
            if its_key == key and last is not None:
                rows.append((run, last[1]))
        rows.sort()
        rows.sort(key=lambda row: row[1], reverse=True)
        return rows[:n]

    def backup(self, at=None):
        at = self._write_time(at)
        kept = {}
        for cell in self._cells:
            last = self._last(cell, at)
            if last is not None and not self._expired(last, at):
                since, value, ttl = last
                kept[cell] = (value, None if ttl is None else since + ttl - at)
        self._backups.append((at, kept))
        return len(kept)

    def restore(self, moment, at=None):
        at = self._write_time(at)
        for taken, kept in reversed(self._backups):
            if taken <= moment:
                for cell, writes in self._cells.items():
                    writes.append((at, *kept.get(cell, (None, None))))
                return True
        return False

    def _write_time(self, at):
        self._now = self._now if at is None else at
        return self._now

    def _last(self, cell, at):
        """The last write up to a time, None where that is a delete."""
        at = self._now if at is None else at
        for write in reversed(self._cells.get(cell, [])):
            if write[0] <= at:
                return None if write[1] is None else write
        return None

    def _expired(self, write, at):
        at = self._now if at is None else at
        return write[2] is not None and at >= write[0] + write[2]
