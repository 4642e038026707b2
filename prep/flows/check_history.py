"""The history looked over: every line of the journal, the index built again, and what cannot be had back."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from prep.history import History
from prep.history.aside import facts_only_in, indexes_aside
from prep.history.damage import Examined
from prep.model.fact import Fact
from prep.places import Places

BEGINNINGS = {"session": "session.started", "rehearsal": "rehearsal.started", "day": "day.started"}
"""The fact without which the others of a thing cannot be read."""


@dataclass(frozen=True)
class Headless:
    """Something whose beginning is lost: so many facts of it are kept, and cannot be shown."""

    what: str
    id: str
    facts: int


@dataclass(frozen=True)
class Checked:
    """What a check found. `kept` is where damage was set aside now, `earlier` where that was done before.

    `index` is False where no index can be written. `rescued` are facts that only an index still held, this one or one
    of those set aside (`indexes`): they are written to the journal again.
    """

    examined: Examined
    headless: tuple[Headless, ...]
    index: bool
    rescued: tuple[Fact, ...]
    kept: Path | None
    earlier: tuple[Path, ...]
    indexes: tuple[Path, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is left to be repaired."""
        return self.kept is not None or not self.examined.lost

    @property
    def gone(self) -> int:
        """How many damaged lines cannot be had back: no whole fact is in them, and none was rescued for them."""
        known = self.examined.ids | {fact.id for fact in self.rescued}
        unknown = [each for each in self.examined.lost if not each.saved and each.id not in known]
        hinted = {each.id for each in self.examined.lost}
        return max(len(unknown) - sum(fact.id not in hinted for fact in self.rescued), 0)


def check(history: History, places: Places, *, repair: bool = False) -> Checked:
    """Verify the journal and build the index again; with `repair` set damaged lines aside, in a file that stays."""
    # Read as a whole first: an index that is in doubt is set aside by it, and one of a newer prep refused.
    deque(history.all_recorded(), maxlen=0)
    examined = history.examine()
    # The index may still hold what was damaged in the journal since, and is about to be built again.
    indexes = indexes_aside(places.index)
    found = {fact.id: fact for index in (places.index, *indexes) for fact in facts_only_in(index, examined.ids)}
    rescued = tuple(found[id] for id in sorted(found))
    if rescued:
        history.write_back(rescued)
    earlier = tuple(sorted(places.journal.parent.glob(f"{places.journal.name}.damaged-*")))
    kept = history.set_damage_aside() if repair and (examined.lost or examined.unended) else None
    begun = places.journal.exists() or places.index.exists()
    index = not begun or history.rebuild()
    return Checked(examined, headless(history.counts()), index, rescued, kept, earlier, indexes)


def headless(counts: Iterable[tuple[str, str, int]]) -> tuple[Headless, ...]:
    """The sessions, rehearsals and days without a beginning, from how many facts there are: (kind, about, number)."""
    found: Counter[tuple[str, str]] = Counter()
    begun = set()
    for kind, about, number in counts:
        what = kind.partition(".")[0]
        if kind == BEGINNINGS.get(what):
            begun.add((what, about))
        elif what in BEGINNINGS:
            found[what, about] += number
    return tuple(Headless(what, id, found[what, id]) for what, id in sorted(found.keys() - begun))
