"""Names for facts that sort by when they happened: UUIDv7, which Python 3.11 does not bring."""

from __future__ import annotations

import secrets
import threading
import uuid
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_BITS = 74
_LARGEST = (1 << (48 + _RANDOM_BITS)) - 1

_lock = threading.Lock()
_last = 0


def uuid7(at: datetime, *, after: str = "") -> str:
    """An id for something that happened at `at`, greater than every one made before in this process.

    It is greater than the id `after` too (any other text is ignored): what is added later sorts later, even
    when the clock was set back in between. The step from the last id is random, so that a forked child, which
    starts from its parent's last id, does not repeat what the parent makes next.
    """
    global _last  # noqa: PLW0603  (one order for the whole process needs one memory)
    made = ((at - _EPOCH) // timedelta(milliseconds=1) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    with _lock:
        floor = max(_last, _value(after))
        following = floor + 1 + secrets.randbits(32)
        # After the very last id there is none (somebody's journal says the year 10889): unique is then enough.
        if made <= floor and following <= _LARGEST:
            made = following
        _last = max(_last, made)
    return _text(made)


def _text(value: int) -> str:
    """The 48 bits of milliseconds and 74 of chance, with version and variant put in between."""
    high, low = value >> 62, value & (1 << 62) - 1
    time, chance = high >> 12, high & 0xFFF
    return str(uuid.UUID(int=time << 80 | 7 << 76 | chance << 64 | 0b10 << 62 | low))


def _value(text: str) -> int:
    try:
        id = uuid.UUID(text)
    except ValueError:
        return 0
    if id.version != 7 or str(id) != text:
        return 0
    high, low = id.int >> 64, id.int & (1 << 62) - 1
    return (high >> 16 << 12 | high & 0xFFF) << 62 | low
