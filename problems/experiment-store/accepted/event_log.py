"""One log of everything that happened; a question replays it, a backup is a place in it."""


class Store:
    def __init__(self):
        self.log = []  # (at, run, key, value or None, end or None)
        self.marks = []  # (at, length of the log)
        self.clock = 0

    def _now(self, at):
        if at is not None:
            self.clock = at
        return self.clock

    def _replay(self, at, upto=None):
        state = {}
        for when, run, key, value, end in self.log[:upto]:
            if when > at:
                break
            state[run, key] = (value, end)
        return {c: ve for c, ve in state.items() if ve[0] is not None and (ve[1] is None or ve[1] > at)}

    def _look(self, at):
        return self._replay(self.clock if at is None else at)

    def set(self, run, key, value, at=None, ttl=None):
        at = self._now(at)
        self.log.append((at, run, key, value, ttl and at + ttl))

    def get(self, run, key, at=None):
        return self._look(at).get((run, key), (None,))[0]

    def delete(self, run, key, at=None):
        at = self._now(at)
        was_there = (run, key) in self._look(at)
        self.log.append((at, run, key, None, None))
        return was_there

    def scan(self, run, prefix="", at=None):
        return sorted((k, v) for (r, k), (v, _) in self._look(at).items() if r == run and k.startswith(prefix))

    def top(self, key, n, at=None):
        by_name = sorted((r, v) for (r, k), (v, _) in self._look(at).items() if k == key)
        return sorted(by_name, key=lambda row: row[1], reverse=True)[:n]  # stable: names stay in order

    def backup(self, at=None):
        at = self._now(at)
        self.marks.append((at, len(self.log)))
        return len(self._look(at))

    def restore(self, moment, at=None):
        at = self._now(at)
        marks = [mark for mark in self.marks if mark[0] <= moment]
        if not marks:
            return False
        taken, length = marks[-1]
        kept = self._replay(taken, length)
        self.log += [(at, *cell, None, None) for cell in self._look(at)]
        self.log += [(at, *cell, value, end and at + end - taken) for cell, (value, end) in kept.items()]
        return True
