"""A sitting of "why here?": who is asked for, what was answered, and what the answers have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from prep.model.answer import ANSWERED, Answered, answered_from
from prep.model.content_words import content_words, shared_words
from prep.model.fact import Fact
from prep.model.text import counted

BEGAN, COMPARED = "why.began", "why.compared"
WHY_KINDS = (BEGAN, COMPARED, ANSWERED)
"""Every kind of fact that a sitting is built from."""
MOST_WORDS = 8


@dataclass(frozen=True)
class WhySitting:
    """`keys` are its questions. What the candidate says of the answers: one reason? does its detail change?"""

    id: str
    at: datetime
    keys: tuple[str, ...]
    company: str = ""
    answers: tuple[Answered, ...] = ()
    same_reason: bool | None = None
    detail_changes: bool | None = None

    @property
    def left(self) -> tuple[str, ...]:
        """The questions that are not answered yet."""
        answered = {each.key for each in self.answers}
        return tuple(key for key in self.keys if key not in answered)

    @property
    def compared(self) -> bool:
        """Whether the answers were set side by side, or are too few for it."""
        return self.same_reason is not None or len(self.keys) < 2

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do in it."""
        return not self.left and self.compared

    @property
    def verdict(self) -> str:
        """What the two answers of the candidate mean for the next time."""
        if self.same_reason is None:
            return ""
        if not self.same_reason:
            return "Interviewers compare notes: choose the one reason you would give to all of them."
        if not self.detail_changes:
            return "One reason, and the same words for everybody: give each asker the detail they came for."
        return "One reason, told to each in what they want to know: keep it."


def sittings_from(facts: Iterable[Fact]) -> tuple[WhySitting, ...]:
    """Every sitting that these facts (in order) tell of, the oldest first."""
    found: dict[str, WhySitting] = {}
    for fact in facts:
        data = fact.data
        if fact.kind == BEGAN:
            found[fact.about] = WhySitting(fact.about, fact.at, tuple(data["keys"]), data["company"])
        elif fact.kind == ANSWERED and data["sitting"] in found:
            before = found[data["sitting"]]
            found[before.id] = replace(before, answers=(*before.answers, *answered_from([fact])))
        elif fact.kind == COMPARED and fact.about in found:
            found[fact.about] = replace(
                found[fact.about], same_reason=data["same_reason"], detail_changes=data["detail_changes"]
            )
    return tuple(found.values())


def in_common(answers: Sequence[Answered]) -> str:
    """What the written answers share, in words; nothing where fewer than two were written."""
    texts = [each.text for each in answers if each.text.strip()]
    if len(texts) < 2:
        return ""
    shared = shared_words(texts)
    fewest = min(len(content_words(text)) for text in texts)
    which = f": {_listed(sorted(shared))}" if shared else ""
    share = f"The {len(texts)} written answers share {counted(len(shared), 'content word')}{which}."
    return f"{share} The shortest has {fewest} in all."


def _listed(words: Sequence[str]) -> str:
    more = f" and {len(words) - MOST_WORDS} more" if len(words) > MOST_WORDS else ""
    return ", ".join(words[:MOST_WORDS]) + more
