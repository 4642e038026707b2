"""The words of a text that carry its content, to see what two texts share; and its first sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

_EMPTY = """
a about above across after again against all almost alone along already also although always am among an and
another any anybody anyone anything are around as ask at away back be became because become been before began being
below best better between both but by came can cannot come could day did different do does doing done down during
each early either else end enough even ever every everybody everyone everything example far felt few find first for
found from full further gave get give given go goes going good got great had has have having he her here him his how
however i idea if important in inside instead interesting into is it its itself just keep kind knew know known large
last later learn least left less let like little long look made mainly make makes many may maybe me mean might month
more most much must my myself need never new next no nobody none nor not nothing now of off often on once one only
onto or other others our out over own part people perhaps place possible put quite rather read really right said
same saw say says see seen seem several she should show since small so some somebody someone something soon still
such take tell than that the their them themselves then there these they thing things think this those though
thought through time to today together told too took toward try two under until up upon us use used using very want
wanted was way we week well went were what when where whether which while who whole whom whose why will with within
without work worked working works would year years yes yet you your yours yourself
can't couldn't didn't doesn't don't hadn't hasn't haven't he's i'd i'll i'm i've isn't it's let's shouldn't that's
there's they're they've wasn't we'd we'll we're we've weren't what's won't wouldn't you'd you'll you're you've
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that any answer has."""
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def plain_words(text: str) -> list[str]:
    """The words of a text as they are written, in their order."""
    return _WORD.findall(text.replace("\u2019", "'"))


def content_words(text: str) -> frozenset[str]:
    """The words that carry content, in small letters, a plural as its singular."""
    found = {word.casefold().removesuffix("'s") for word in plain_words(text)} - EMPTY
    return frozenset(_singular(word) for word in found if len(word) > 2 or any(map(str.isdigit, word)))


def shared_words(texts: Iterable[str]) -> frozenset[str]:
    """The content words that all of these texts have."""
    sets = [content_words(text) for text in texts]
    return frozenset.intersection(*sets) if sets else frozenset()


def first_sentence(text: str, *, most: int = 160) -> str:
    """The first sentence of a text, on one line."""
    line = " ".join(text.split())
    sentence = re.split(r"(?<=[.!?\u2026])\s", line, maxsplit=1)[0]
    return sentence if len(sentence) <= most else f"{sentence[: most - 1].rstrip()}\u2026"


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
