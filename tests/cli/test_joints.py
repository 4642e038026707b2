"""Names in narrow columns: whole, within their room, and broken where they are joined."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from prep.cli.joints import WIDEST_PIECE, Joined, room_for

NAMES = st.from_regex(r"[a-z\u4e00]{1,9}([-/ ][a-z]{1,9}){0,4}", fullmatch=True)


def lines_of(name: str, width: int) -> list[str]:
    """The name as it is written into a column so wide."""
    console = Console(file=io.StringIO(), width=width)
    return [line.rstrip() for line in "".join(each.text for each in console.render(Joined(name))).splitlines()]


@given(NAMES, st.integers(2, 40))
def test_nothing_is_lost_and_nothing_sticks_out(name, width):
    """The lines together are the name, but for blanks at their ends; none is wider than the column."""
    lines = lines_of(name, width)

    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert max(map(cell_len, lines)) <= width


@given(NAMES)
def test_breaks_at_joints(name):
    """In a column with room for its longest piece every line but the last ends where two pieces meet."""
    ends = {each.end() for each in re.finditer("[-/ ]", name)}
    at = 0
    for line in lines_of(name, room_for([name]))[:-1]:
        at += len(line)
        at += name[at : at + 1] == " "
        assert at in ends


@pytest.mark.parametrize(
    ("name", "width", "lines"),
    [
        ("mask-after-softmax", 18, ["mask-after-softmax"]),
        ("mask-after-softmax", 12, ["mask-after-", "softmax"]),
        ("motivation/used-our-work", 13, ["motivation/", "used-our-work"]),
        ("automatic differentiation", 20, ["automatic", "differentiation"]),
        ("x" * 25, 20, ["x" * 20, "x" * 5]),
        ("", 5, [""]),
    ],
)
def test_examples(name: str, width: int, lines: list[str]):
    """As one would break them by hand."""
    assert lines_of(name, width) == lines


def test_room_is_bounded():
    """One very long piece does not take the table from the others."""
    assert room_for(["a-bcd", "x" * 50]) == WIDEST_PIECE
    assert room_for([]) == 0


def test_in_a_table_its_numbers_stay():
    """A name gives way before the columns beside it do."""
    table = Table(box=None, pad_edge=False)
    table.add_column("what", min_width=room_for(["motivation/used-our-work"]))
    table.add_column("n", no_wrap=True)
    table.add_row(Joined("motivation/used-our-work"), "1234567")
    console = Console(file=io.StringIO(), width=24)
    shown = "".join(each.text for each in console.render(table))

    assert [line.split() for line in shown.splitlines()[1:]] == [["motivation/", "1234567"], ["used-our-work"]]
