class Store:
    def __init__(self):
        self._log = {}  # "run/key" -> [(at, value, end), ...]
        self._backups = []
        self._now = 0

    def set(self, run, key, value, at=None, ttl=None):
        self._write(f"{run}/{key}", self._step(at), value, None if ttl is None else self._now + ttl)

    def get(self, run, key, at=None):
        return self._view(at).get(f"{run}/{key}", (None, None))[0]

    def delete(self, run, key, at=None):
        there = f"{run}/{key}" in self._view(self._step(at))
        if there:
            self._write(f"{run}/{key}", self._now, None, None)
        return there

    def scan(self, run, prefix="", at=None):
        start = f"{run}/"
        view = self._view(at)
        return sorted(
            (name[len(start) :], value) for name, (value, _) in view.items() if name.startswith(start + prefix)
        )

    def top(self, key, n, at=None):
        rows = []
        for name, (value, _) in self._view(at).items():
            run, _, its_key = name.partition("/")
            if its_key == key:
                rows.append((-value, run, value))
        return [(run, value) for _, run, value in sorted(rows)[:n]]

    def backup(self, at=None):
        view = self._view(self._step(at))
        self._backups.append(
            (self._now, {n: (v, None if end is None else end - self._now) for n, (v, end) in view.items()})
        )
        return len(view)

    def restore(self, moment, at=None):
        self._step(at)
        fitting = [kept for taken, kept in self._backups if taken <= moment]
        if not fitting:
            return False
        for name in self._view(self._now):
            self._write(name, self._now, None, None)
        for name, (value, left) in fitting[-1].items():
            self._write(name, self._now, value, None if left is None else self._now + left)
        return True

    def _step(self, at):
        if at is not None:
            self._now = at
        return self._now

    def _write(self, name, at, value, end):
        self._log.setdefault(name, []).append((at, value, end))

    def _view(self, at):
        at = self._now if at is None else at
        view = {}
        for name, writes in self._log.items():
            past = [write for write in writes if write[0] <= at]
            if past:
                _, value, end = past[-1]
                if value is not None and (end is None or at < end):
                    view[name] = (value, end)
        return view
