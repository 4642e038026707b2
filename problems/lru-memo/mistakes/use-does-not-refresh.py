"""A memo of results, least recently used forgotten first, with a log on disk."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np


def canonical(value: Any) -> list:
    """The value with its types spelled out, as JSON can hold it: equal for equal arguments and no others."""
    kind = type(value).__name__  # 1, 1.0 and True are equal to Python, and are not the same argument
    if isinstance(value, np.ndarray):  # its bytes come in C order, however it lies in memory
        return [kind, value.dtype.str, list(value.shape), value.tobytes().hex()]
    if isinstance(value, list | tuple):
        return [kind, *map(canonical, value)]
    if isinstance(value, dict):
        return [kind, *([key, canonical(value[key])] for key in sorted(value))]
    return [kind, value]


class Memo:
    """Keeps the results of the `capacity` calls that were used last."""

    def __init__(self, capacity: int, disk: dict[str, Callable] | None = None) -> None:
        self.capacity = capacity
        self.disk = disk
        self.results: OrderedDict[str, Any] = OrderedDict()  # the least recently used first
        if disk is not None:
            self._recover()

    def call(self, name: str, fn: Callable, /, *args: Any, **kwargs: Any) -> Any:
        """The result of this call: the kept one, or else that of fn(*args, **kwargs)."""
        text = json.dumps(canonical([name, args, kwargs]))
        key = hashlib.sha256(text.encode()).hexdigest()  # short in the log, and the same in every process
        if key in self.results:
            self._log(key)
        else:
            result = fn(*args, **kwargs)  # may raise, or use this memo: so nothing is touched before it
            self._put(key, result)
            self._log(key, result)
        return self.results[key]

    def _put(self, key: str, result: Any) -> None:
        self.results[key] = result
        self.results.move_to_end(key)
        if len(self.results) > self.capacity:
            self.results.popitem(last=False)

    def _log(self, *record: Any) -> None:
        """One line: [key, result] where it was computed, [key] where it was found."""
        if self.disk is not None:
            self.disk["append"](line_of(record))

    def _recover(self) -> None:
        data = self.disk["read"]()
        if data and not data.endswith(b"\n"):
            self.disk["append"](b"\n")  # or the next line would be glued to the torn one
        for line in data.split(b"\n"):
            try:
                key, *result = json.loads(line)
            except ValueError:  # torn, now or in an earlier crash; the beginning of a JSON list is never valid
                continue
            if result:
                self._put(key, result[0])


def line_of(record: Any) -> bytes:
    """JSON escapes line breaks, so a line ends where its record does."""
    return json.dumps(list(record)).encode() + b"\n"
