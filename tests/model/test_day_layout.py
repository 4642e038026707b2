"""A mock on-site, laid out: nothing overlaps, nothing is forgotten, and the day is never longer than asked."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.errors import BadUsage
from prep.model.day import SLOTS, SlotKind, lay_out, lunch_for
from prep.model.moment import ZERO

ASKERS = {"recruiter", "researcher", "manager", "hr"}
hours = st.floats(4, 10) | st.integers(4, 10)


@given(hours, st.sampled_from(SLOTS), st.integers(0, 30))
def test_a_day_fits(hours: float, slot: int, pause: int):
    """From the first minute on one thing follows the other, breaks are kept, and it ends within the hours."""
    slots = lay_out(hours, slot=slot, pause=pause)

    assert slots[0].start == ZERO
    assert all(before.end == after.start for before, after in itertools.pairwise(slots))
    assert slots[-1].end <= timedelta(hours=hours)
    kinds = [each.kind for each in slots]
    assert kinds[0] is SlotKind.TALK
    assert kinds.count(SlotKind.TALK) == 1
    assert kinds.count(SlotKind.LUNCH) == (1 if lunch_for(hours) else 0)
    gaps = {SlotKind.BREAK, SlotKind.LUNCH}
    assert kinds[-1] not in gaps
    between = [(a, b) for a, b in itertools.pairwise(kinds) if a not in gaps and b not in gaps]
    assert pause == 0 or between == []
    assert all(each.length == timedelta(minutes=pause) for each in slots if each.kind is SlotKind.BREAK)


@given(hours, st.sampled_from(SLOTS), st.integers(0, 30))
def test_one_more_interview_would_not_fit(hours: float, slot: int, pause: int):
    """The day is as full as it can be."""
    slots = lay_out(hours, slot=slot, pause=pause)

    assert slots[-1].end + timedelta(minutes=slot + pause) > timedelta(hours=hours)


@given(hours, st.sampled_from(SLOTS), st.integers(0, 30))
def test_every_role_asks_why(hours: float, slot: int, pause: int):
    """With four interviews or more, all four roles come in; with fewer, each is another one."""
    askers = [each.asker for each in lay_out(hours, slot=slot, pause=pause) if each.interview]

    assert set(askers) == ASKERS if len(askers) >= 4 else len(set(askers)) == len(askers)


@pytest.mark.parametrize(
    ("slot", "pause", "fits"), [(45, 5, (3, 5, 7, 9)), (30, 5, (5, 7, 10, 13)), (45, 15, (3, 4, 6, 8))]
)
def test_so_many_fit(slot: int, pause: int, fits: tuple[int, ...]):
    """Talk and 3, 5, 7, 9 interviews of 45 minutes in 4, 6, 8, 10 hours."""
    days = (lay_out(hours, slot=slot, pause=pause) for hours in (4, 6, 8, 10))

    assert tuple(sum(each.interview for each in day) for day in days) == fits


@pytest.mark.parametrize(
    "options", [{"hours": 3.9}, {"hours": 11}, {"hours": 6, "slot": 40}, {"hours": 6, "pause": 31}]
)
def test_what_no_lab_would_do_is_refused(options: dict[str, float]):
    """With what is possible, and an example."""
    with pytest.raises(BadUsage, match="not") as refused:
        lay_out(**options)  # type: ignore[arg-type] # as the command line gives them
    assert "prep day" in refused.value.hint
