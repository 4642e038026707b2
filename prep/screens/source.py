"""Source and differences as both the screens and the command line show them."""

from __future__ import annotations

import difflib

from rich.syntax import Syntax


def code(source: str, language: str = "python") -> Syntax:
    """Source, highlighted in the terminal's own colours, so that it reads on light and dark."""
    return Syntax(source, language, theme="ansi_dark", background_color="default", word_wrap=True)


def difference(yours: str, theirs: str, *, names: tuple[str, str] = ("your answer", "solution")) -> Syntax:
    """From one text to the other, as a unified diff."""
    lines = difflib.unified_diff(yours.splitlines(), theirs.splitlines(), *names, lineterm="")
    return code("\n".join(lines) or "(no difference)", "diff")
