from __future__ import annotations

from pathlib import Path

import pytest

from prep.catalogue.faults import Fault, bad_content, key_as_written


def test_a_fault_says_file_line_key_and_what_is_wrong():
    """A fault reads as compilers' messages do, so that editors can jump to it."""
    fault = Fault(Path("problems/x/problem.toml"), 12, "mistake[2].sayz", "unknown key; did you mean 'says'?")

    assert str(fault) == "problems/x/problem.toml:12: mistake[2].sayz: unknown key; did you mean 'says'?"


def test_what_is_not_known_leaves_no_trace():
    """Without a line and a key there is no empty place for them."""
    assert str(Fault(Path("x/statement.md"), None, "", "is missing")) == "x/statement.md: is missing"


def test_a_fault_is_one_line_that_the_terminal_does_not_obey():
    """File names and keys come from strangers' packs: what they hold is shown, never interpreted."""
    fault = Fault(Path("a\nb\x1b[2J"), None, "", "is \u202ewrong")

    assert str(fault) == r"a\nb\x1b[2J: is \u202ewrong"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("title",), "title"),
        (("hint", 1, "says"), "hint[2].says"),
        (("stage", 0, "entries", 2), "stage[1].entries[3]"),
        (("two words", "x"), "'two words'.x"),
        (("a", "é.\n"), "a.'é.\\n'"),
        ((), ""),
    ],
)
def test_keys_are_counted_from_one(path, written):
    """A key is written as its author would point to it: the second hint is hint[2]."""
    assert key_as_written(path) == written


def test_bad_content_tells_one_fault_to_a_line():
    """The error of a broken problem holds all its faults, and they can be counted."""
    faults = [Fault(Path("a"), 1, "", "is\nwrong"), Fault(Path("b"), None, "", "is missing")]

    assert bad_content(faults).message.splitlines() == ["a:1: is\\nwrong", "b: is missing"]
