"""What a problem's checks import, and nothing else does: comparison in words, values that live in the worker,
speed and memory measured across the wall, and the answer's source as data.
"""

from prep.checking.compare import assert_close, assert_dtype, assert_equal, assert_shape, summary
from prep.checking.measure import peak_memory, speedup
from prep.checking.remote import fetch, keep, place, read, take
from prep.checking.source import Source

__all__ = [
    "Source",
    "assert_close",
    "assert_dtype",
    "assert_equal",
    "assert_shape",
    "fetch",
    "keep",
    "peak_memory",
    "place",
    "read",
    "speedup",
    "summary",
    "take",
]
