"""A plain dict whose items are taken out and put in again; JSON lines with a checksum in front, read by a generator."""

import json
import zlib

import numpy as np


def spelled(value):
    if isinstance(value, np.ndarray):
        return {"array": [value.dtype.name, value.shape, value.ravel().tolist()]}
    if isinstance(value, dict):
        return {"dict": {key: spelled(item) for key, item in value.items()}}
    if isinstance(value, tuple):
        return {"tuple": [spelled(item) for item in value]}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    return value  # JSON writes 1, 1.0, true and "1" differently


def sound(data):
    """The records of a log whose lines may be torn anywhere."""
    for line in data.split(b"\n"):
        check, _, body = line.partition(b" ")
        if check == b"%08x" % zlib.crc32(body):
            yield json.loads(body.decode("utf-8"))


class Memo:
    def __init__(self, capacity, disk=None):
        self._capacity, self._disk, self._kept = capacity, disk, {}
        for key, *result in sound(disk["read"]()) if disk else ():
            if result or key in self._kept:
                self._use(key, *(result or [self._kept[key]]))

    def _use(self, key, result):
        self._kept.pop(key, None)
        self._kept[key] = result
        while len(self._kept) > self._capacity:
            self._kept.pop(next(iter(self._kept)))
        return result

    def _write(self, *record):
        if self._disk:
            body = json.dumps(record, ensure_ascii=False).encode("utf-8")
            self._disk["append"](b"\n%08x %s\n" % (zlib.crc32(body), body))  # a line break on both sides

    def call(self, name, fn, /, *args, **kwargs):
        key = json.dumps([name, spelled(args), spelled(kwargs)], sort_keys=True)
        if key in self._kept:
            self._write(key)
            return self._use(key, self._kept[key])
        result = fn(*args, **kwargs)
        self._write(key, result)
        return self._use(key, result)
