"""Comparisons that say what was expected, what was seen, where it is worst and why that usually is."""

from __future__ import annotations

from typing import Any

import numpy as np

from prep.grader.standins import Handle


def assert_shape(got: Any, shape: tuple[int, ...], *, because: str = "") -> None:
    """Fail unless `got` is an array (or a number, for shape `()`) of exactly this shape."""
    if got is None:
        raise AssertionError(
            _message(f"expected an array of shape {shape}", "got None", because or "is there a `return`?")
        )
    seen = np.shape(got) if isinstance(got, np.ndarray | np.generic | int | float | complex) else None
    if seen is None:
        raise AssertionError(_message(f"expected an array of shape {shape}", f"got {_kind(got)}", because))
    if seen != shape:
        raise AssertionError(_message(f"expected shape {shape}", f"got shape {seen}", because))


def assert_dtype(got: Any, dtype: Any, *, because: str = "") -> None:
    """Fail unless `got` has exactly this dtype."""
    seen = got.dtype if isinstance(got, np.ndarray | np.generic) else None
    if seen is None or seen != np.dtype(dtype):  # NumPy takes None, and the text "float", for float64
        raise AssertionError(_message(f"expected dtype {np.dtype(dtype)}", f"got {seen or _kind(got)}", because))


def assert_close(got: Any, expected: Any, *, rtol: float = 1e-7, atol: float = 0.0, because: str = "") -> None:
    """Fail unless shapes agree and |got - expected| <= atol + rtol * |expected| everywhere (NaN equals NaN).

    The message gives the largest error and its index. `because` is the likely cause and the hint to open.
    """
    wanted = np.asarray(expected)
    assert_shape(got, wanted.shape, because=because)
    seen = np.asarray(got)
    if seen.dtype.kind not in "biufc":
        raise AssertionError(_message("expected numbers", f"got dtype {seen.dtype}", because))
    with np.errstate(all="ignore"):
        error = np.abs(seen.astype(np.result_type(seen, wanted, np.float64)) - wanted)
        error = np.where((error == 0) & (seen != wanted), np.finfo(np.float64).tiny, error)  # integers beyond 2**53
        near = np.isfinite(wanted) & (error <= atol + rtol * np.abs(wanted))  # rtol of infinity would allow all
        same = near | (seen == wanted) | (np.isnan(seen) & np.isnan(wanted))
    if same.all():
        return
    error = np.where(same, -1.0, np.where(np.isnan(error), np.inf, error))
    at = np.unravel_index(int(np.argmax(error)), wanted.shape)
    place = f" at {_index(at)}" if wanted.ndim else ""
    wrong = f" ({int((~same).sum()):,} of {same.size:,} are wrong)" if same.size > 1 else ""
    expected_item, got_item = _numbers(wanted[at], seen[at])
    raise AssertionError(_message(f"expected {expected_item}{place}", f"got {got_item}{wrong}", because))


def assert_equal(got: Any, expected: Any, *, because: str = "") -> None:
    """Fail unless `got` is `expected`, of the same type, containers item by item and in order (NaN equals NaN)."""
    if not _same(got, expected):
        raise AssertionError(_message(f"expected {summary(expected)}", f"got {summary(got)}", because))


def summary(value: Any) -> str:
    """A value in a few words: small ones as they are, arrays by shape, dtype and range."""
    if isinstance(value, np.ndarray) and value.size > 12:
        finite = value[np.isfinite(value)] if value.dtype.kind == "f" else value
        spread = f", from {finite.min():.4g} to {finite.max():.4g}" if finite.size and value.dtype.kind in "iuf" else ""
        bad = value.size - finite.size
        return f"an array of shape {value.shape}, {value.dtype}{spread}{f', {bad} not finite' if bad else ''}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 160 else f"{text[:157]}…"


def _numbers(*items: Any) -> list[str]:
    """Two different numbers, short where that still tells them apart."""
    short = [str(item) if item.dtype.kind in "biu" else f"{item:.8g}" for item in items]
    return short if len({*short}) == len(short) else [str(item) for item in items]


def _same(got: Any, expected: Any) -> bool:
    if isinstance(expected, np.ndarray):
        nan_too = expected.dtype.kind in "fc"
        return (
            isinstance(got, np.ndarray)
            and got.dtype == expected.dtype
            and np.array_equal(got, expected, equal_nan=nan_too)
        )
    if type(got) is not type(expected):
        return False
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(expected, dict):
        return list(got) == list(expected) and all(_same(got[key], expected[key]) for key in expected)
    return bool(got == expected or _both_nan(got, expected))


def _both_nan(got: Any, expected: Any) -> bool:
    return isinstance(got, float | complex | np.inexact) and bool(np.isnan(got) and np.isnan(expected))


def _kind(got: Any) -> str:
    return repr(got) if isinstance(got, Handle | None) else f"a {type(got).__name__}"


def _message(expected: str, seen: str, because: str) -> str:
    return f"{expected}, {seen}" + (f": {because}" if because else "")


def _index(at: tuple[Any, ...]) -> str:
    return "[" + ", ".join(str(int(i)) for i in at) + "]"
