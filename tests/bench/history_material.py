"""A long history as `prep` itself would have written it, in seconds: `python tests/bench/history_material.py FOLDER`.

Submissions and verdicts are nearly all of it, so their lines are put together from parts that `prep.history.line`
wrote; `check` reads a sample back with it. All other facts go through it as they are. Verdicts have three checks and
submissions some 250 characters: a real one of either is longer, so a real history holds fewer in as many bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from history_evenings import Evenings
from history_plan import DAYS, GRADED, Kind, Sitting, Size, day_of, id_at, id_of, sittings

from prep.catalogue.problems import find_problems
from prep.history.line import decode, encode
from prep.model.fact import Fact
from prep.model.outcome import Outcome
from prep.model.record import verdict_data
from prep.model.verdict import Likeness
from prep.places import own_content

JOURNAL = "journal.jsonl"
BYTES, OF_INDEX = 1_700, 2_300
"""Of the journal and of its index, for each attempt; while the index is built it is there twice."""
SAMPLE = 997
"""Every so many lines one is read back."""
TEXTS, LINES = 12, 4
"""Different submissions of a problem, but for the number at their end, and how many lines of an answer each has."""


class NoRoom(Exception):
    """There is not enough space; the text says how much is needed."""


@dataclass(frozen=True)
class Written:
    """A history on the disk, how much it holds, and which facts of it are not of a session's own."""

    facts: int
    bytes: int
    others: tuple[Fact, ...]


def find_kinds() -> tuple[Kind, ...]:
    """Our own problems, as a history needs them."""
    return tuple(Kind.of(problem) for problem in find_problems((own_content(),)).problems)


def write_history(
    home: Path, size: Size, *, seed: int = 1, until: datetime | None = None, kinds: Sequence[Kind] = ()
) -> Written:
    """A journal in the folder `home` (PREP_HOME), two years long up to the day before `until` (today).

    The same arguments give the same bytes. `NoRoom` if it would not fit, with its index.
    """
    kinds = kinds or find_kinds()
    until = until or datetime.now(UTC)
    home.mkdir(parents=True, exist_ok=True)
    need, free = size.attempts * (BYTES + 2 * OF_INDEX) + 50_000_000, shutil.disk_usage(home).free
    if free < need:
        raise NoRoom(
            f"a history of {size.attempts:,} attempts takes {need / 1e9:.1f} GB with its index, and "
            f"{free / 1e9:.1f} GB are free at {home}: make room, set TMPDIR to another disk, or ask for fewer"
        )
    evenings = Evenings(size, random.Random(f"{seed} evenings"), until)
    facts = 0
    journal = home / JOURNAL
    with journal.open("xb", buffering=1 << 20) as file:
        for line in _lines(sittings(size, kinds, seed=seed, until=until), kinds, evenings, seed):
            file.write(line)
            file.write(b"\n")
            facts += 1
    return Written(facts, journal.stat().st_size, tuple(evenings.facts))


def check(journal: Path) -> int:
    """Read a sample of the lines back as `prep` does; a wrong one is a ValueError. The answer is how many it read."""
    sample = 0
    with journal.open("rb") as file:
        for number, line in enumerate(file):
            if number % SAMPLE == 0 or number < SAMPLE:
                fact = decode(line.rstrip(b"\n"))
                if encode(fact) + b"\n" != line:
                    raise ValueError(f"line {number + 1} is not as prep writes it")
                sample += 1
    return sample


def _lines(past: Iterable[Sitting], kinds: Sequence[Kind], evenings: Evenings, seed: int) -> Iterator[bytes]:
    """Every line of the journal, as it came to be: the sessions of a day, and then its evening."""
    pens = [_Pen(kind, random.Random(f"{seed} {kind.problem.slug}")) for kind in kinds]
    day = 0
    for sitting in past:
        of = day_of(sitting.at, evenings.until)
        while day < of:
            yield from map(encode, evenings.of(day))
            day += 1
        evenings.had(sitting)
        yield from pens[sitting.problem].session(sitting)
    for last in range(day, DAYS):
        yield from map(encode, evenings.of(last))


class _Pen:
    """Writes the sessions on one problem."""

    def __init__(self, kind: Kind, chance: random.Random) -> None:
        self._kind = kind
        self._chance = chance
        problem = kind.problem
        source = (problem.folder / "solution.py").read_text(encoding="utf-8").splitlines()
        source = [line for line in source if line.strip()]
        starts = [chance.randrange(max(len(source) - LINES, 1)) for _ in range(TEXTS)]
        self._texts = ["\n".join(source[at : at + LINES]) + "\n# save " for at in starts]
        self._texts_json = [json.dumps(text)[:-1] for text in self._texts]
        self._verdicts = [_head(verdict_data(each)) for each in kind.verdicts]
        self._liked = [
            _head(verdict_data(replace(each, likeness=Likeness(each.mistakes[0], 3, 3)))) if each.mistakes else ""
            for each in kind.verdicts
        ]

    def session(self, sitting: Sitting) -> Iterator[bytes]:
        """The lines of one session, in order."""
        problem, end = self._kind.problem, sitting.took
        # A laptop is started anew each morning.
        boot = f"boot-{sitting.at:%Y%m%d}"
        ticks = (sitting.at - sitting.at.replace(hour=6, minute=0)).total_seconds()

        def fact(word: str, seconds: float, data: dict[str, Any]) -> bytes:
            at = sitting.at + timedelta(seconds=seconds)
            return encode(Fact(id_at(at, self._chance), f"session.{word}", sitting.id, at, data))

        yield fact(
            "started",
            0,
            {
                "slug": problem.slug,
                "uuid": problem.uuid,
                "title": problem.title,
                "mode": "interview" if sitting.interview else "practise",
                "minutes": problem.minutes,
                "seed": sitting.seed,
                "last_stage": problem.last_required_stage,
                "answer": "answer.py",
                "ticks": ticks,
                "boot": boot,
            },
        )
        for number, seconds in enumerate(sitting.hints, start=1):
            yield fact("hinted", seconds, {"number": number})
        stage = 1
        for number, turn in enumerate(sitting.turns):
            if turn.stage > stage:
                stage = turn.stage
                yield fact("staged", turn.seconds - 0.01, {"stage": stage})
            yield from self._turn(sitting, number)
        if sitting.gave_up:
            yield fact("gave_up", end - 0.02, {"elapsed": end - 0.02})
        if sitting.gave_up or sitting.number % 3 == 0:
            yield fact("revealed", end - 0.01, {})
        yield fact("finished", end, {"elapsed": end, "ticks": ticks + end, "boot": boot})
        if sitting.marks is not None:
            yield fact("scored", end + 30, {"rubric": "coding", "marks": sitting.marks, "note": "say shapes aloud"})

    def _turn(self, sitting: Sitting, number: int) -> Iterator[bytes]:
        """A submission and its verdict; the keys are in the order of the alphabet, as `line.encode` writes them."""
        turn, chance = sitting.turns[number], self._chance
        at, about = sitting.at + timedelta(seconds=turn.seconds), sitting.id
        milliseconds = int(at.timestamp() * 1000)
        submission = id_of(milliseconds - 1, chance.getrandbits(74))
        which = number % TEXTS
        digest = hashlib.sha256(f"{self._texts[which]}{number}\n".encode()).hexdigest()
        guess = "null" if turn.guess is None else turn.guess
        data = (
            f'{{"elapsed":{turn.seconds!r},"guess":{guess},"name":"answer.py","sha256":"{digest}","stage":{turn.stage},'
            f'"submission":"{submission}","text":{self._texts_json[which]}{number}\\n"}}'
        )
        yield _line("session.submitted", about, at, id_of(milliseconds, chance.getrandbits(74)), data)
        took = round(GRADED * (0.5 + 0.4 * chance.random()), 4)
        tail = f'"seconds":{took!r},"seed":{sitting.seed}}}}}'
        for after, heads in ((GRADED, self._verdicts), (GRADED + 0.04, self._liked))[: 1 + turn.liked]:
            then = at + timedelta(seconds=after)
            data = f'{{"submission":"{submission}","verdict":{heads[turn.verdict]}{tail}'
            id = id_of(milliseconds + int(after * 1000), chance.getrandbits(74))
            yield _line("session.judged", about, then, id, data)


def _line(kind: str, about: str, at: datetime, id: str, data: str) -> bytes:
    """What `line.encode` writes, given the data as it writes it."""
    time = at.isoformat(timespec="microseconds")
    body = f'{{"about":"{about}","at":"{time}","data":{data},"format":1,"id":"{id}","kind":"{kind}"}}'.encode("ascii")
    return body[:-1] + b',"sum":"%08x"}' % zlib.crc32(body)


def _head(verdict: dict[str, Any]) -> str:
    """A verdict as its line has it, up to what differs each time: its seconds and its seed come last."""
    text = json.dumps(verdict, separators=(",", ":"), sort_keys=True)
    head, found, _ = text.rpartition('"seconds":0.0,"seed":0}')
    assert found
    assert verdict["outcome"] in [each.value for each in Outcome]
    return head


def main() -> None:
    """Write one into a folder, and read a sample of it back."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="the home to write the journal into; then PREP_HOME=FOLDER prep")
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--attempts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", type=datetime.fromisoformat, help="the day after its last one (default: today)")
    options = parser.parse_args()
    try:
        size = Size(options.sessions, options.attempts)
        written = write_history(options.folder, size, seed=options.seed, until=options.until)
    except (NoRoom, ValueError, OSError) as error:
        sys.exit(f"{parser.prog}: {error}")
    sample = check(options.folder / JOURNAL)
    print(f"{written.facts:,} facts, {written.bytes / 1e6:,.0f} MB in {options.folder}; {sample:,} lines read back")


if __name__ == "__main__":
    main()
