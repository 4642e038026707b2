"""A notebook becomes Python: its code cells in order, without what only a notebook understands.

Outputs and metadata are never looked at. Magics, shell lines and help queries become `pass`, so that blocks stay
whole; a cell in another language (`%%bash`) goes as a whole.
"""

from __future__ import annotations

import ast
import json
import re
import tokenize
from io import StringIO

from prep.model.text import counted

# Their cells hold Python; the body of any other `%%` cell is for another program.
_OF_PYTHON = ("time", "timeit", "capture", "prun")
_COMMAND = re.compile(r"\s*([%!?]|[\w.]+\?\??\s*$|[\w., ]+=\s*[%!])")


def code_of(raw: bytes) -> tuple[str, str, str]:
    """The code of a notebook of format 4, why it has none (in one phrase), and a note on what was left out."""
    try:
        cells = ["".join(cell["source"]) for cell in json.loads(raw)["cells"] if cell["cell_type"] == "code"]
    except (ValueError, RecursionError):
        return "", "is not a notebook (its JSON does not parse)", ""
    except (KeyError, TypeError):
        return "", "is not a notebook of format 4 (it has no list of cells)", ""
    code = [_python(cell) for cell in cells]
    dropped = sum(number for _, number in code)
    note = f"{counted(dropped, 'notebook command')} left out" if dropped else ""
    return "\n\n".join(text for text, _ in code) + "\n", "", note


def _python(cell: str) -> tuple[str, int]:
    """A cell without its commands, and how many there were; one that is Python already stays as it is."""
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    else:
        return cell, 0
    lines = cell.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        magic = lines[first][2:].split()
        if not magic or magic[0] not in _OF_PYTHON:
            return "pass", 1
    kept: list[str] = []
    dropped = 0
    for line in lines:
        if _COMMAND.match(line) and not _inside(kept):
            dropped += 1
            kept.append(f"{line[: len(line) - len(line.lstrip())]}pass")
        else:
            kept.append(line)
    return "\n".join(kept), dropped


def _inside(lines: list[str]) -> bool:
    """Whether a line after these would go on with a bracket or a string that they opened."""
    try:
        list(tokenize.generate_tokens(StringIO("\n".join(lines) + "\n").readline))
    except tokenize.TokenError:
        return True
    except (SyntaxError, ValueError):
        return False
    return False
