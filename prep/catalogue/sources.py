"""Authored files as text and as syntax trees, or the fault that kept them from being read; nothing is run."""

from __future__ import annotations

import ast
import functools
import warnings
from dataclasses import dataclass
from pathlib import Path

from prep.catalogue.faults import Fault
from prep.catalogue.names import nearest


@dataclass(frozen=True)
class Source:
    """A Python file that is valid Python."""

    file: Path
    text: str
    tree: ast.Module


def read_text(file: Path) -> str | Fault:
    """A text file as UTF-8, its lines ended by a newline alone and without a byte order mark."""
    if not file.exists():
        there = _name_like(file)
        return Fault(file, None, "", "is missing" + (f" (is it {there!r}?)" if there else ""))
    if not file.is_file():
        return Fault(file, None, "", "must be a file")
    try:
        data = file.read_bytes()
    except OSError as error:
        return Fault(file, None, "", f"cannot be read: {error.strerror}")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return Fault(file, data.count(b"\n", 0, error.start) + 1, "", "is not UTF-8 text")


def read_python(file: Path) -> Source | Fault:
    """A Python file, read and compiled in memory as far as its syntax can tell."""
    text = read_text(file)
    if isinstance(text, Fault):
        return text
    try:
        tree = _parsed(text)
    except SyntaxError as error:
        return Fault(file, error.lineno, "", f"is not valid Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return Fault(file, None, "", f"is not valid Python: {error or 'nested too deeply'}")
    return Source(file, text, tree)


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> ast.Module:
    """The syntax of a text; of one that was read before, the same tree, which nobody changes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The parser alone lets a `return` outside of a function pass.
        compile(text, "<content>", "exec", dont_inherit=True)
        return ast.parse(text)


def _name_like(file: Path) -> str | None:
    """The file beside it that may be this one under a mistyped name."""
    try:
        beside = {each.stem: each.name for each in file.parent.iterdir() if each.suffix == file.suffix}
    except OSError:
        return None
    guess = nearest(file.stem, beside)
    return beside[guess] if guess not in (None, file.stem) else None
