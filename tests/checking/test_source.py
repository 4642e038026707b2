"""The answer's text as data."""

from __future__ import annotations

from prep.checking.source import Source

TEXT = '''\
import numpy as np

STATE = 1


def outer(x):
    """Two lines
    of docstring."""
    # a comment

    def inner(y):
        global STATE
        STATE = y
        return np.exp(y)

    return inner(x)


class Thing:
    async def method(self):
        return sorted([3, 1])
'''


def test_functions_are_found_wherever_they_are():
    """Nested functions and methods count, in the order of the source."""
    assert [function.name for function in Source(TEXT).functions] == ["outer", "inner", "method"]


def test_lines_of_code_are_counted_without_words():
    """Docstrings, comments and blank lines are not code."""
    source = Source(TEXT)

    assert source.lines_of(source.functions[0]) == 6


def test_calls_and_globals_are_seen():
    """A call is known by the last part of its name; `global` by the names it declares."""
    source = Source(TEXT)

    assert source.names_called() == {"exp", "inner", "sorted"}
    assert source.global_statements() == ["STATE"]


def test_an_answer_that_does_not_parse_has_no_structure():
    """A syntax error is told where the answer is loaded; here it is an empty module."""
    assert Source("def f(:").functions == []
