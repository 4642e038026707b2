"""Ids sort by when they were made."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.history import ids
from prep.history.ids import uuid7


@pytest.fixture(scope="module", autouse=True)
def _leave_no_trace():
    """Ids of the far future made here are not for other tests to follow."""
    before = ids._last
    yield
    ids._last = before


AT = datetime(2026, 11, 23, 14, 22, 4, 123456, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7_with_its_time():
    """Any tool can read the time from an id."""
    at = datetime(2199, 1, 1, tzinfo=UTC)  # later than every other test's, for ids only ever grow

    made = uuid.UUID(uuid7(at))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == at.timestamp() * 1000


def test_ids_of_one_millisecond_grow():
    """Facts of one millisecond keep their order, as text too."""
    made = [uuid7(AT) for _ in range(10_000)]

    assert made == sorted(set(made))


def test_ids_grow_though_the_clock_goes_back():
    """A corrected clock does not reorder what this process adds."""
    first = uuid7(AT)

    assert uuid7(AT - timedelta(hours=3)) > first


@given(st.integers(min_value=0, max_value=(1 << 48) - 2), st.integers(min_value=0, max_value=(1 << 74) - 1))
def test_an_id_is_greater_than_the_one_it_is_to_follow(milliseconds, chance):
    """An id follows any id that the history holds already, whatever clock made that."""
    value = milliseconds << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1
    held = str(uuid.UUID(int=value))

    assert uuid7(AT, after=held) > held


def test_the_very_last_id_does_not_stop_the_others():
    """Where no greater id is left, ids still differ."""
    last = "ffffffff-ffff-7fff-bfff-ffffffffffff"

    assert len({last, *(uuid7(AT, after=last) for _ in range(100))}) == 101


def test_text_that_is_no_id_is_not_followed():
    """A strange id given by a caller does not stop the making of good ones."""
    assert uuid.UUID(uuid7(AT, after="zzz")).version == 7


def test_threads_never_share_an_id():
    """Ids made at once in several threads differ."""
    made: list[list[str]] = [[] for _ in range(4)]

    def make(mine):
        mine.extend(uuid7(AT) for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id for mine in made for id in mine}) == 8_000
