"""Slides somebody has: the parts they fall into, as read from the file or guessed from it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class DeckPart:
    """Some slides in a row, `first` and `last` counted from 1 without the `hidden` ones.

    `backup` slides are kept for questions; nobody speaks about them in the talk itself.
    """

    title: str
    first: int
    last: int
    hidden: int = 0
    notes: str = ""
    backup: bool = False

    @property
    def slides(self) -> int:
        """How many slides it has."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Deck:
    """`how` says in words what told where the parts begin; `warnings` what the reader could not be sure of."""

    title: str
    parts: tuple[DeckPart, ...]
    slides: int
    how: str
    warnings: tuple[str, ...] = ()

    @property
    def spoken(self) -> tuple[DeckPart, ...]:
        """The parts of the talk itself."""
        return tuple(part for part in self.parts if not part.backup)

    @property
    def backup(self) -> tuple[DeckPart, ...]:
        """The parts kept for questions."""
        return tuple(part for part in self.parts if part.backup)


def joined(parts: tuple[DeckPart, ...], most: int) -> tuple[DeckPart, ...]:
    """The same slides in at most so many parts: where there are more, neighbours go together to about equal lengths."""
    if len(parts) <= most:
        return parts
    enough = sum(part.slides for part in parts) / most
    left: list[DeckPart] = []
    for part in parts:
        if left and left[-1].slides < enough:
            left[-1] = with_next(left[-1], part)
        else:
            left.append(part)
    return tuple(left)


def with_next(part: DeckPart, after: DeckPart, *, title: str = "") -> DeckPart:
    """A part with the one after it, under its own name unless another is given."""
    notes = "\n".join(each for each in (part.notes, after.notes) if each)
    hidden = part.hidden + after.hidden
    return replace(part, title=title or part.title, last=after.last, hidden=hidden, notes=notes)
