"""The one place that remembers: what `add` returned is on the disk, and `facts` sees what every prep added.

The journal is the truth. An index that is in doubt is moved aside, kept, and built again; where none can be
written, one in memory answers. Nothing is made on disk before the first fact.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from prep.clock import Clock, now
from prep.errors import BadContent
from prep.history import disk, journal
from prep.history.damage import Examined, examine, set_aside, unused_name
from prep.history.doubt import Doubt, Held, Outdated, Unusable
from prep.history.ids import uuid7
from prep.history.index import IN_MEMORY, Index
from prep.history.journal import DamagedLine
from prep.history.line import decode, encode
from prep.history.overviews import Read, T
from prep.model.correction import CORRECTIONS, corrected
from prep.model.fact import Fact
from prep.model.overview import overviews_from
from prep.model.session import Session
from prep.places import Places

Answer = TypeVar("Answer")
PIECE = 5_000
"""So many facts are read at a time where all of them are."""


class History:
    """Every fact, appended. Threads may share it."""

    def __init__(self, places: Places, clock: Clock) -> None:
        self._places = places
        self._clock = clock
        self._index: Index | None = None
        self._in_memory = False
        self._notices: list[str] = []
        self._lock = threading.RLock()

    @classmethod
    def open(cls, places: Places, clock: Clock = now) -> Self:
        """The history of this home; touches nothing until it is asked or told something."""
        return cls(places, clock)

    def add(self, kind: str, about: str, data: Mapping[str, Any], *, id: str | None = None) -> Fact:
        """Remember that something happened now; it is on the disk when this returns, and else `NotSaved`.

        With the `id` of a fact that is held already nothing is added, and that fact is the answer.
        """
        with self._lock:
            held = self._ask(lambda index: index.holding([id])) if id else []
            return held[0] if held else self._add([(kind, about, data)], id=id)[0]

    def add_all(self, happened: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[Fact]:
        """Remember several (kind, about, data) at once: one write, so that they are kept together."""
        with self._lock:
            return self._add(list(happened))

    def merge(self, facts: Iterable[Fact]) -> list[Fact]:
        """Take in facts of another history as they are, but for those held already; the answer is the new ones."""
        with self._lock:
            coming = {fact.id: fact for fact in facts}
            held = {fact.id for fact in self._ask(lambda index: index.holding(coming))}
            return self._write([fact for id, fact in coming.items() if id not in held])

    def facts(self, *, kinds: Collection[str] = (), about: str | None = None) -> list[Fact]:
        """The facts of these kinds (none named: of all), about this (None: about anything), ordered by id.

        Corrections are obeyed here, so that every reader obeys them: what was voided is left out, what was
        amended is as amended (`prep.model.correction`).
        """
        read, corrections = self._ask(lambda index: (index.facts(kinds, about), index.facts(CORRECTIONS)))
        return corrected(read, corrections)

    def sessions(self, *, newest: int | None = None) -> tuple[Session, ...]:
        """Every session by its start, or so many, the newest first; as the corrections leave it.

        Those that are over come in short: without attempts, and with what they came to (`Session.told`).
        """
        return self._ask(lambda index: index.sessions(overviews_from, newest))

    def sessions_as(self, read: Read[T]) -> tuple[Session | T, ...]:
        """Every session by its start: open ones in full, and the others as `read` reads their overviews."""
        return self._ask(lambda index: index.sessions(read))

    @property
    def number_of_sessions(self) -> int:
        """How many sessions there are."""
        return self._ask(lambda index: index.number_of_sessions())

    def all_recorded(self) -> Iterator[Fact]:
        """Every fact as it was written, ordered by id, some at a time: they may be more than fit into memory."""
        facts = self._ask(lambda index: index.first(PIECE))
        while facts:
            yield from facts
            facts = self._ask(functools.partial(Index.after, id=facts[-1].id, most=PIECE))

    def counts(self) -> list[tuple[str, str, int]]:
        """How many facts there are of each kind about each thing: (kind, about, number)."""
        return self._ask(lambda index: index.counts())

    def recorded(self, *, kinds: Collection[str] = (), about: str | None = None) -> list[Fact]:
        """The same facts as they were written, before any correction: what is exported."""
        return self._ask(lambda index: index.facts(kinds, about))

    def holding(self, ids: Collection[str]) -> list[Fact]:
        """The facts with these ids as they were written, as far as there are any."""
        return self._ask(lambda index: index.holding(ids))

    def examine(self) -> Examined:
        """Read the journal itself, line by line, whatever the index says."""
        return examine(self._places.journal)

    def write_back(self, facts: Iterable[Fact]) -> None:
        """Append facts that the index still holds and the journal has lost."""
        with self._lock:
            self._write(list(facts))

    def rebuild(self) -> bool:
        """Build the index again from the journal; False where none can be written, and one in memory answers."""
        with self._lock:
            try:
                self._opened().rebuild()
            except (Doubt, Unusable):
                # Asking sets aside what is in doubt and builds another one.
                self.close()
                self._ask(lambda index: None)
            return not self._in_memory

    def set_damage_aside(self) -> Path | None:
        """Take the damaged lines out of the journal; the answer is the file that keeps their bytes, if any."""
        with self._lock:
            kept = unused_name(self._beside(self._places.journal))
            found = set_aside(self._places.journal, kept)
            self.rebuild()
            return kept if found.lost else None

    @property
    def number(self) -> int:
        """How many facts there are."""
        return self._ask(lambda index: index.number())

    @property
    def damaged(self) -> tuple[DamagedLine, ...]:
        """The lines of the journal that are not one whole fact; they stay where they are."""
        return tuple(self._ask(lambda index: index.damaged()))

    @property
    def notices(self) -> tuple[str, ...]:
        """What was put right on the way, one sentence each, for the user to know."""
        return tuple(self._notices)

    def close(self) -> None:
        """Let go of the files; the next question opens them again."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _add(self, happened: list[tuple[str, str, Mapping[str, Any]]], *, id: str | None = None) -> list[Fact]:
        at = self._clock().utc.astimezone()
        # Asked even when the id is given: a journal of a newer format is refused before anything is written.
        last = self._ask(lambda index: index.last_id())
        facts = []
        for kind, about, data in happened:
            last = id or uuid7(at, after=last)
            facts.append(Fact(id=last, kind=kind, about=about, at=at, data=data))
        return self._write(facts)

    def _write(self, facts: list[Fact]) -> list[Fact]:
        """Append, and return the facts as they will be read: data through JSON, nobody else's to change."""
        read = [decode(encode(fact)) for fact in facts]
        journal.append(self._places.journal, read)
        return read

    def _ask(self, question: Callable[[Index], Answer]) -> Answer:
        """Catch up with the journal, then ask: the index, a new one if that is in doubt, or one in memory."""
        with self._lock:
            for attempt in range(4):
                try:
                    index = self._opened()
                    index.catch_up()
                    return question(index)
                except Doubt as doubt:
                    self.close()
                    if attempt == 0 and not self._in_memory:
                        self._set_aside(doubt)
                    else:
                        self._in_memory = True
                except Unusable as unusable:
                    self.close()
                    self._in_memory = True
                    if isinstance(unusable, Held):
                        held = f"another program holds the index of the history ({self._places.index})"
                        self._notices.append(f"{held}, so all of the journal was read, which is slower")
            raise BadContent(
                f"the history changes while it is read: {self._places.journal}",
                hint="Something else writes to this file. End that, and do it again.",
            )

    def _opened(self) -> Index:
        # Not Path.exists, which raises where a folder may not be searched: reading the journal says that better.
        begun = os.path.exists(self._places.journal) or os.path.exists(self._places.index)
        place = self._places.index if begun and not self._in_memory else IN_MEMORY
        if self._index is None or self._index.place != place:
            self.close()
            self._index = Index(place, self._places.journal)
        return self._index

    def _set_aside(self, doubt: Doubt) -> None:
        """Move the index out of the way, unless another prep has it open; it is kept: it may hold more."""
        index = self._places.index
        in_hand = disk.claim(index.parent)
        if in_hand is None:
            return
        try:
            kept = unused_name(f"{index}.schema-{doubt.schema}" if isinstance(doubt, Outdated) else self._beside(index))
            # The log before its database: alone it would be deleted when the next one is made.
            for suffix in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    Path(f"{index}{suffix}").rename(f"{kept}{suffix}")
        except OSError:
            return
        finally:
            os.close(in_hand)
        if kept.exists():
            rebuilt = f"the index of the history was rebuilt from the journal ({doubt}); kept as {kept}"
            more = "" if isinstance(doubt, Outdated) else "; `prep history check` looks there for what may be lost"
            self._notices.append(rebuilt + more)

    def _beside(self, path: Path) -> str:
        """The name under which what is damaged of a file is kept."""
        return f"{path}.damaged-{self._clock().utc:%Y%m%dT%H%M%SZ}"
