"""Which names content may have, and which known name a mistyped one was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# `prep code softmax` starts a problem, so no problem may be called like a subcommand of `prep code`.
RESERVED = (
    *("list", "show", "start", "submit", "run", "hint", "ask", "next", "finish"),
    *("reset", "solution", "repro", "tests", "grade", "new", "audit"),
)

# And no talk like one of `prep talk`.
RESERVED_TALKS = ("list", "show", "new", "import", "plan", "card", "resume", "log", "diff", "score", "qa")


def is_kebab(name: str) -> bool:
    """Whether a name is lower-case words and digits joined by single hyphens, as slugs and ids are."""
    return _KEBAB.fullmatch(name) is not None


def near(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """The known names that `word` may stand for: those that contain it, the shortest first, then similar ones."""
    import difflib

    names = {name.casefold(): name for name in known}
    word = word.casefold()
    holding = sorted((name for name in names if len(word) > 2 and word in name), key=lambda name: (len(name), name))
    # Half alike is enough: a swap in a key of two letters (`di` for `id`) is no closer than that.
    alike = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    return [names[name] for name in dict.fromkeys([*holding, *alike])][:most]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, if any comes close."""
    import difflib

    names = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.5)
    return names[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a fault's sentence, empty where nothing known comes close."""
    guess = nearest(word, known)
    return f"; did you mean {guess!r}?" if guess else ""
