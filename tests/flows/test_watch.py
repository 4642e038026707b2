"""A save is noticed once, when it has settled."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prep.flows.watch import Watch

contents = st.sampled_from(["", " \n", "starter", "a", "ab", "abc", "x = 1\n"])


def graded_by(watch: Watch, file: list[str], writes: list[tuple[str, int]]) -> list[str]:
    """What is graded while the file holds each content for so many looks."""
    graded: list[str] = []
    for content, looks in writes:
        file[0] = content
        seen = [watch.look() for _ in range(looks)]
        graded += [text for text in seen if text is not None]
    return graded


@given(st.lists(st.tuples(contents, st.integers(0, 4)), max_size=12), contents)
def test_whatever_is_written_ends_in_one_grading_of_what_settled(writes: list[tuple[str, int]], last: str):
    """Any sequence of partial writes: the last grading is of the settled content, and nothing is graded twice."""
    file = ["starter"]
    watch = Watch(lambda: file[0], graded="", untouched="starter")

    graded = graded_by(watch, file, [*writes, (last, 5)])

    assert all(one != other for one, other in pairwise(graded))
    assert not {"", " \n", "starter"} & set(graded)
    if last.strip() and last != "starter":
        assert graded[-1] == last
    assert graded_by(watch, file, [(last, 5)]) == []


@given(st.lists(contents, max_size=20))
def test_what_never_settles_is_never_graded(writes: list[str]):
    """Content that differs at each look is still being written."""
    changing = [one for one, before in zip(writes, [None, *writes], strict=False) if one != before]
    file = ["starter"]
    watch = Watch(lambda: file[0], graded="", untouched="starter")

    assert graded_by(watch, file, [(each, 1) for each in changing]) == []


def test_what_was_graded_before_is_not_graded_again():
    """Opening a session again does not repeat its last verdict; the next change is graded."""
    file = ["mine"]
    watch = Watch(lambda: file[0], graded="mine")

    assert graded_by(watch, file, [("mine", 3), ("mine, better", 3)]) == ["mine, better"]


def test_going_back_to_what_was_graded_in_between_is_a_change():
    """A, then B, then A again: the verdict shown is always of what is there."""
    file = [""]
    watch = Watch(lambda: file[0], graded="")

    assert graded_by(watch, file, [("a", 2), ("b", 2), ("a", 2)]) == ["a", "b", "a"]


def test_a_file_that_is_gone_for_a_moment_is_no_save():
    """Editors that replace a file leave a gap, which reads as empty."""
    file = [""]
    watch = Watch(lambda: file[0], graded="a")

    assert graded_by(watch, file, [("a", 2), ("", 3), ("a", 3)]) == []
