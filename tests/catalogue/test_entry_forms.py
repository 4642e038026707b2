from __future__ import annotations

import ast

import pytest

from prep.catalogue.forms import forms_in
from prep.model.problem import Form


@pytest.mark.parametrize(
    ("starter", "form"),
    [
        ("def f(): ...", Form.FUNCTION),
        ("def f() -> int: ...", Form.FUNCTION),
        ("def f() -> list[Iterator[int]]: ...", Form.FUNCTION),
        ("def f() -> 'Iterator[': ...", Form.FUNCTION),
        ("def f() -> None: ...", Form.FUNCTION),
        ("class f: ...", Form.CLASS),
        ("async def f(): ...", Form.COROUTINE),
        ("async def f() -> Iterator[int]: ...", Form.COROUTINE),
        ("def f() -> Iterator: ...", Form.ITERATOR),
        ("def f() -> Iterable[int]: ...", Form.ITERATOR),
        ("def f() -> Generator[int, None, None]: ...", Form.ITERATOR),
        ("def f() -> typing.Iterator[int]: ...", Form.ITERATOR),
        ("def f() -> collections.abc.Iterator[tuple[int, str]]: ...", Form.ITERATOR),
        ("def f() -> 'Iterator[int]': ...", Form.ITERATOR),
        ("def f() -> ' collections.abc.Iterator[\"Batch\"] ': ...", Form.ITERATOR),
        ("def f(): ...\nclass f: ...", Form.CLASS),
    ],
)
def test_the_starter_tells_the_form(starter, form):
    """A class, a coroutine and an iterator are known by their syntax; everything else is a function."""
    assert forms_in(ast.parse(starter)) == {"f": form}


def test_only_the_top_level_counts():
    """What is defined inside of something else is not an entry."""
    assert forms_in(ast.parse("class A:\n    def f(self): ...\nif True:\n    def g(): ...\nh = 1")) == {"A": Form.CLASS}
