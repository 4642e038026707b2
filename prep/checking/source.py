"""The answer's source as data: questions about its structure, for refactoring and debugging problems."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A submission's text and its syntax tree; nothing is run."""

    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module; an answer that does not parse has an empty one, and fails where it is loaded."""
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module(body=[], type_ignores=[])

    @property
    def functions(self) -> list[Function]:
        """Every function and method, nested ones too, in the order of the source."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, Function)]
        return sorted(found, key=lambda node: node.lineno)

    def lines_of(self, function: Function) -> int:
        """How many lines of code a function has, without its docstring, comments and blank lines."""
        lines = self.text.split("\n")
        body = set(range(function.lineno + 1, (function.end_lineno or function.lineno) + 1))
        numbers = {function.lineno} | body - _docstring_lines(function)
        code = (lines[number - 1].strip() for number in numbers)
        return sum(1 for line in code if line and not line.startswith("#"))

    def names_called(self) -> set[str]:
        """The last part of every name that is called: `np.exp(x)` gives `exp`."""
        calls = (node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return {
            f.attr if isinstance(f, ast.Attribute) else f.id for f in calls if isinstance(f, ast.Attribute | ast.Name)
        }

    def global_statements(self) -> list[str]:
        """The names that functions declare `global` or `nonlocal`."""
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, ast.Global | ast.Nonlocal))
        return [name for node in nodes for name in node.names]


def _docstring_lines(function: Function) -> set[int]:
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return set()
