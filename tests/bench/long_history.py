"""What a long history costs: the same commands on many attempts, on a few, and beside plain SQL.

Each side is a process of its own, as a shell starts it, and all take turns; memory is the peak resident set of that
process. SQL is a bare `python -c` that asks a database of plain tables, made for the question (`history_tracker`): it
has no command line to load, and no JSON to read as it would have in our own index. `prep history stats` and `list` are
measured only once they gave the same answer as SQL. What `prep` chooses has no equal in SQL; there it only fetches
what the choice goes by.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import history_tracker
from history_material import JOURNAL, NoRoom, check, find_kinds, write_history
from history_plan import Size, sittings
from measure import Side, Unable, in_turns, ratios, run, spread

SMALL = Size(sessions=40, attempts=200)
"""A first month."""
PROMISED = 1_000_000
"""Attempts from which on the targets hold: on fewer, SQL and the commands measure how long Python takes to start."""
ATTEMPTS_A_SESSION = 100
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "prep": (),
    "prep history stats": ("history", "stats"),
    "prep history list": ("history", "list"),
}
SAME: Mapping[str, Callable[[list[list[str]], Any], str]] = {
    "prep history stats": history_tracker.same_stats,
    "prep history list": history_tracker.same_list,
}
NOTE = "prep history note"
PATIENCE, FIRST = 60, 1800
"""Seconds that a command may take, and the first one, which builds the index."""

# A process's peak counts the memory of the one that started it: this is a small one to start from.
_LAUNCHER = """
import json, os, subprocess, sys, threading, time
out, patience, *command = sys.argv[1:]
with open(out, "wb") as told:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.PIPE)
    late = threading.Timer(float(patience), process.kill)
    late.start()
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
late.cancel()
unit = 1 if sys.platform == "darwin" else 1024
code = os.waitstatus_to_exitcode(status)
print(json.dumps([seconds, used.ru_maxrss * unit, code, said.decode(errors="replace")[-2000:]]))
"""


@dataclass(frozen=True)
class Ran:
    """One command: how long it took, the most memory it had in bytes, and what it answered."""

    seconds: float
    memory: int
    answer: str


@dataclass
class Report:
    """What came of it: of each command the seconds and the peaks of each side, round by round."""

    size: Size
    seconds: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    memory: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    without: dict[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """As JSON has it."""
        sizes = {"big": vars(self.size), "small": vars(SMALL)}
        return {"sizes": sizes, "seconds": self.seconds, "memory": self.memory}


class LongHistory:
    """The big history and the small one, each with its index and its plain database."""

    def __init__(self, attempts: int, folder: Path) -> None:
        self._folder = folder
        sessions = max(attempts // ATTEMPTS_A_SESSION, 1)
        self.report = Report(Size(sessions, attempts))

    def measure(self, rounds: int) -> Report:
        """Write both, then one command after the other; `Unable` where there is no room for them."""
        self._write()
        for home in ("small", "big"):
            self._first(home)
        for name, words in COMMANDS.items():
            try:
                self._agree(name)
                self._compare(name, words, rounds)
            except Unable as error:  # the other commands go on
                self.report.without[f"{name} on a long history"] = str(error)
        self._write_one(rounds)
        return self.report

    def _write(self) -> None:
        kinds, until, report = find_kinds(), datetime.now(UTC), self.report
        for home, size in (("big", report.size), ("small", SMALL)):
            began = time.perf_counter()
            try:
                written = write_history(self._home(home), size, until=until, kinds=kinds)
            except NoRoom as error:
                raise Unable(str(error)) from None
            check(self._home(home) / JOURNAL)
            history_tracker.fill(
                self._database(home), kinds, sittings(size, kinds, seed=1, until=until), written.others
            )
            if home == "big":
                report.figures["history facts"] = written.facts
                shown = f"{written.facts:,} facts, {written.bytes / 1e6:,.0f} MB"
                made = f"made in {time.perf_counter() - began:.0f} s"
                report.others.append((f"{size.attempts:,} attempts in {size.sessions:,} sessions", f"{shown}, {made}"))

    def _first(self, home: str) -> None:
        """The first command after an import, or without an index: it is built. Whatever comes after finds it."""
        ran = self._prep(home, COMMANDS["prep history list"], patience=FIRST)
        if home == "big":
            figures = self.report.figures
            pace = figures["history facts"] / ran.seconds
            figures |= {"history rebuild": ran.seconds, "history rebuild memory": ran.memory / 1e6}
            figures["history rebuild facts a second"] = pace
            shown = f"{ran.seconds:.3g} s, {pace:,.0f} facts a second, peak memory {ran.memory / 1e6:,.0f} MB"
            self.report.others.append(("the first command without an index", shown))

    def _compare(self, name: str, words: Sequence[str], rounds: int) -> None:
        peaks: dict[str, list[int]] = {}

        def side(where: str, call: Callable[[], Ran]) -> Side:
            def once() -> float:
                ran = call()
                peaks.setdefault(where, []).append(ran.memory)
                return ran.seconds

            return Side(where, once)

        sides = [
            side("big", lambda: self._prep("big", words)),
            side("small", lambda: self._prep("small", words)),
            side("SQL, big", lambda: self._sql("big", name)),
            side("SQL, small", lambda: self._sql("small", name)),
        ]
        seconds, without = in_turns(sides, rounds)
        if without:
            raise Unable("; ".join(f"{where}: {why}" for where, why in without.items()))
        self.report.seconds[name], self.report.memory[name] = seconds, peaks
        if self.report.size.attempts < PROMISED:
            return
        figures = self.report.figures
        figures[f"{name} big/small"] = ratios(seconds["big"], seconds["small"]).median
        figures[f"{name} big/SQL"] = ratios(seconds["big"], seconds["SQL, big"]).median
        added = [b - s for b, s in zip(seconds["big"], seconds["small"], strict=True)]
        figures[f"{name} added/SQL"] = ratios(added, seconds["SQL, big"]).median
        figures[f"{name} memory"] = spread(peaks["big"]).median / spread(peaks["small"]).median

    def _agree(self, name: str) -> None:
        """Both give the same answer, on the small history and on the big one."""
        if (same := SAME.get(name)) is None:
            return  # today is a choice made from what SQL finds, and not the finding itself
        for home in ("small", "big"):
            data = json.loads(self._prep(home, (*COMMANDS[name], "--json")).answer)["data"]
            if differ := same(self._rows(home, name), data):
                raise Unable(f"its answer on the {home} history is another one than by SQL: {differ}")

    def _write_one(self, rounds: int) -> None:
        """A small fact added to each: a note on what was done last."""
        words = ("history", "note", "1", "say the shapes aloud")
        sides = [Side(home, lambda home=home: self._prep(home, words).seconds) for home in ("big", "small")]
        seconds, without = in_turns(sides, rounds)
        self.report.without |= {f"{NOTE}, {home}": why for home, why in without.items()}
        if not without:
            self.report.seconds[NOTE] = seconds

    def _prep(self, home: str, words: Sequence[str], *, patience: int = PATIENCE) -> Ran:
        return self._run(patience, home, "-m", "prep", *words)

    def _sql(self, home: str, name: str) -> Ran:
        words = ("-c", history_tracker.PROGRAM, str(self._database(home)), history_tracker.SCRIPTS[name])
        return self._run(PATIENCE, home, *words)

    def _rows(self, home: str, name: str) -> list[list[str]]:
        return [line.split("\t") for line in self._sql(home, name).answer.splitlines()]

    def _run(self, patience: int, home: str, *words: str) -> Ran:
        """Run Python with these words, within its time; `Unable` if it does not come to a good end."""
        out = self._folder / "answer"
        launcher = ("-I", "-S", "-c", _LAUNCHER, out, str(patience), sys.executable)
        done = run(
            sys.executable,
            *launcher,
            *words,
            cwd=self._folder,
            environment={"PREP_HOME": str(self._home(home)), "COLUMNS": "100"},
            patience=patience + 30,
        )
        seconds, memory, code, said = json.loads(done.stdout)
        what = " ".join(words[1:]) if words[0] == "-m" else "the SQL"
        if code == -9:
            raise Unable(f"`{what}` on the {home} history did not end within {patience} s")
        if code:
            lines = said.strip().splitlines() or ["it said nothing"]
            why = next((line for line in lines if line.startswith("error:")), lines[-1])
            raise Unable(f"`{what}` on the {home} history ended with {code}: {why[:200]}")
        return Ran(seconds, memory, out.read_text(encoding="utf-8"))

    def _home(self, home: str) -> Path:
        return self._folder / home

    def _database(self, home: str) -> Path:
        return self._folder / f"{home}.sqlite"
