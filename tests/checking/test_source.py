"""Questions about a source that tries to look shorter or simpler than it is, or is no Python at all."""

from __future__ import annotations

import pytest

from prep.checking import Source

TEXT = '''\
"""A module."""
import numpy as np


def first(x):
    """Its docstring

    has four lines.
    """
    # a comment
    y = np.exp(x)

    def inner():
        nonlocal y
        y = helper(y)
        return y

    return inner() + sorted([1])[0]


class Thing:
    async def second(self): return self.method()


def one_line(): """only words"""
'''


@pytest.fixture
def source() -> Source:
    return Source(TEXT)


def test_every_function_is_found(source: Source):
    """Methods, nested and async functions too, in the order of the text."""
    assert [function.name for function in source.functions] == ["first", "inner", "second", "one_line"]


def test_lines_of_code_are_counted(source: Source):
    """Docstrings, comments and blank lines do not count, the line with the name does."""
    counted = {function.name: source.lines_of(function) for function in source.functions}

    assert counted == {"first": 7, "inner": 4, "second": 1, "one_line": 1}


def test_a_long_docstring_takes_nothing_off():
    """Blank lines and lines that look like comments inside a docstring cannot pay for lines of code."""
    docstring = '    """' + "\n\n    # not code\n" * 20 + '    """\n'
    source = Source("def f():\n" + docstring + "    x = 1\n    return x\n")

    assert source.lines_of(source.functions[0]) == 3


def test_odd_separators_are_not_line_ends():
    """Only a newline ends a line of Python: a form feed or a Unicode separator inside one does not."""
    source = Source("def f():\n    x = 'a\u2028b\x0cc'\n\n    return x\n")

    assert source.lines_of(source.functions[0]) == 3


def test_names_that_are_called(source: Source):
    """The last part of each called name; what is only mentioned is not called."""
    assert source.names_called() == {"exp", "helper", "inner", "sorted", "method"}


def test_names_declared_elsewhere(source: Source):
    """`global` and `nonlocal`, each name as it is declared."""
    assert source.global_statements() == ["y"]


@pytest.mark.parametrize(
    "text", ["def f(:", "x = '\0'", "(" * 5000, "-" * 100_000 + "1", "\ud800"], ids=["cut", "NUL", "(", "-", "half"]
)
def test_what_does_not_parse_has_no_structure(text: str):
    """An answer that Python cannot read has no functions; it fails where it is loaded, and raises nothing here."""
    source = Source(text)

    assert source.functions == []
    assert source.names_called() == set()
