"""The benchmark: `nox -s bench`, or `python tests/bench`. No test looks at a clock; this does nothing else.

Time to verdict is measured against other ways to grade the same answer with the same checks, and a long history
against a short one and against plain SQL, all of them in turns within one run. What cannot be measured on a machine is
left out, with the reason.

By default the long history has 100,000 attempts: a minute and a half, and 0.7 GB in TMPDIR while it runs. Its targets
are for a million: `--only history --attempts 1000000` takes six minutes, four of them to build the index once, and
6.4 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any

import floor
import long_history
import ours
import rivals
import screen
import table
import warm
from material import read_material
from measure import Side, Unable, in_turns, percentile, ratios, run, spread
from rich.console import Console
from targets import TARGETS

from prep.flows.health import LAYERS
from prep.grader.submission import from_text

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("grading", "rivals", "parts", "calls", "answers", "screen", "help", "history")
QUICK_TIMES = 5


class Bench:
    """One run: what it measures, and what has come of it so far."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.material = read_material()
        self.seconds: dict[str, list[float]] = {}
        self.parts: dict[str, dict[str, list[float]]] = {}
        self.figures: dict[str, float] = {}
        self.history: long_history.Report | None = None
        self.others: list[tuple[str, str]] = []
        self.without: dict[str, str] = {}
        self.about: dict[str, Any] = {
            "Python": platform.python_version(),
            **{name: version(name) for name in ("numpy", "pytest")},
            "cores": os.cpu_count(),
            "rounds": options.rounds,
            "load before": round(os.getloadavg()[0], 2),
        }
        self._folder = folder
        self._right = self.place("right") / "answer.py"
        self._right.write_text(self.material.right, encoding="utf-8")
        self._line = ours.CommandLine(self.place("line"), self.material.problem.slug)

    def place(self, name: str) -> Path:
        """A folder for one purpose."""
        folder = self._folder / name
        folder.mkdir()
        return folder

    def run(self) -> None:
        """Everything that was asked for, one after the other."""
        wanted = self.options.only
        steps: tuple[tuple[tuple[str, ...], Callable[[], None]], ...] = (
            (("grading", "rivals"), self.grading),
            (("parts",), self.where_it_goes),
            (("calls",), self.calls),
            (("answers",), self.answers),
            (("screen",), self.screen),
            (("help",), self.help),
            (("history",), self.long_history),
        )
        for names, step in steps:
            if not wanted.isdisjoint(names):
                try:
                    step()
                except (Unable, AssertionError) as error:  # the rest goes on
                    self.without[names[0]] = str(error)[:300]
        self.about["load after"] = round(os.getloadavg()[0], 2)

    def grading(self) -> None:
        """Time to verdict, everybody in turns."""
        able: list[rivals.Rival] = []
        if "rivals" in self.options.only:
            able, without = rivals.prepared(self.material, self.options.envs, self.place("rivals"))
            self.without |= without
        bare, least = self.place("pytest"), self.place("floor")
        ours.bare_pytest(self.material, bare)
        floor.lay_out(least, self.material.plain, self.material.right)
        submission = from_text("answer.py", self.material.right)
        inside: list[float] = []

        def cold() -> None:
            self._line.grade_right(self._right)
            inside.append(self._line.inside)

        once = floor.command("once", least)
        with floor.Floor(least) as forking, warm.warm_start() as options:
            sides = [
                Side("bare pytest", lambda: ours.run_bare_pytest(bare)),
                Side("prep, cold", cold),
                Side("floor, cold", lambda: run(*once, cwd=least, environment=floor.environment())),
                Side("prep, warm", lambda: warm.regrade(self.material.problem, submission, options), QUICK_TIMES),
                Side("floor", forking.grade, QUICK_TIMES),
                *(Side(rival.name, rival.grade) for rival in able),
            ]
            self.seconds, without = in_turns(sides, self.options.rounds)
        self.without |= without
        for rival in able:
            if rival.name in self.seconds and (why := rival.fault()):
                del self.seconds[rival.name]
                self.without[rival.name] = why
        self.about["layers"] = " + ".join(self._line.isolation)
        if lacking := {*LAYERS} - {*self._line.isolation}:
            self.without["with all layers on"] = f"this machine goes without {', '.join(sorted(lacking))}"
        if whole := self.seconds.get("prep, cold"):
            self.others.append(("of a cold grading, the command line itself", _share(whole, inside)))
        self._compare()

    def _compare(self) -> None:
        names = {"prep, cold": "cold", "prep, warm": "warm", "bare pytest": "pytest"}
        for one, values in self.seconds.items():
            for other, beside in self.seconds.items():
                self.figures[f"{names.get(one, one)}/{names.get(other, other)}"] = ratios(values, beside).median

    def where_it_goes(self) -> None:
        """The parts of a grading, cold and warm, and of the floor."""
        noting = ours.Parts(self.material, self.place("parts"))
        least = self.place("floor-parts")
        floor.lay_out(least, self.material.plain, self.material.right)
        with ExitStack() as stack:
            forking = stack.enter_context(floor.Floor(least))
            options = stack.enter_context(warm.warm_start())

            def of_warm() -> dict[str, float]:
                warm.settle()
                return noting.grade(**options)

            def of_floor() -> dict[str, float]:
                forking.grade()
                return forking.parts

            sides = {"grade, cold": noting.grade, "grade, warm": of_warm, "floor": of_floor}
            for number in range(self.options.rounds + 1):
                for name, side in sides.items():
                    for part, seconds in side().items():
                        if number:
                            self.parts.setdefault(name, {}).setdefault(part, []).append(seconds)

    def calls(self) -> None:
        """One call across the wall."""
        for name, (low, median, high) in ours.calls_across_the_wall(self.material, self.place("calls")).items():
            self.figures[f"call {name}"] = median * 1e3
            shown = f"{median * 1e3:.3g} ms ({low * 1e3:.3g} to {high * 1e3:.3g})"
            self.others.append((f"one call across the wall, {name}", shown))

    def answers(self) -> None:
        """Many different answers in one command."""
        files = ours.answers(self.material.problem, self.place("answers"), self.options.answers)
        seconds = ours.grade_many(self._line, files, jobs=2)
        self.figures["answers a second"] = len(files) / seconds
        shown = f"{len(files) / seconds:.3g} a second ({seconds:.3g} s)"
        self.others.append((f"{len(files)} different answers, --jobs 2", shown))

    def screen(self) -> None:
        """Saves on the practice screen, and the memory of its session."""
        saves, memory, processes = screen.saves(self.options.saves, self.place("screen"))
        median, late = spread(saves).median * 1e3, percentile(saves, 95) * 1e3
        self.figures |= {"save median": median, "save p95": late}
        shown = f"{median:.0f} ms, 95 of 100 within {late:.0f} ms"
        self.others.append((f"{len(saves)} saves to their verdict on the screen", shown))
        if not memory:
            self.without["memory"] = "the memory of a confined process can be read by root only"
        elif processes == 1:
            self.without["memory"] = "the session keeps no warm pair"
        else:
            self.figures["memory"] = memory / 1e6
            self.others.append((f"memory of its {processes} processes (PSS)", f"{memory / 1e6:.0f} MB"))

    def help(self) -> None:
        """What a command costs that grades nothing."""
        folder = self.place("help")
        commands = {"prep --help": ("-m", "prep", "--help"), "import click": ("-c", "import click")}

        def side(words: Sequence[str]) -> Callable[[], object]:
            return lambda: run(sys.executable, *words, cwd=folder)

        taken, without = in_turns([Side(name, side(words)) for name, words in commands.items()], self.options.rounds)
        self.without |= without
        found = ratios(taken["prep --help"], taken["import click"])
        self.figures["prep --help/import click"] = found.median
        shown = f"{found.median:.3g} times `import click` ({found.low:.3g} to {found.high:.3g})"
        self.others.append(("prep --help", shown))

    def long_history(self) -> None:
        """What a long history costs."""
        long = long_history.LongHistory(self.options.attempts, self.place("history"))
        self.history = long.report
        try:
            long.measure(self.options.rounds)
        finally:
            self.figures |= long.report.figures
            self.others += long.report.others
            self.without |= long.report.without

    def data(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {
            "format": 1,
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "about": self.about,
            "seconds": self.seconds,
            "parts": self.parts,
            "history": self.history and self.history.data(),
            "figures": self.figures,
            "targets": [
                {"says": t.says, "limit": t.limit, "at_least": t.at_least, "unit": t.unit}
                | {"seen": self.figures.get(t.figure), "met": t.met(self.figures)}
                for t in TARGETS
            ],
            "without": self.without,
        }


def _share(whole: Sequence[float], inside: Sequence[float]) -> str:
    outside = spread(whole).median - spread(inside).median
    return f"{outside * 1e3:.0f} ms ({outside / spread(whole).median:.0%})"


def read_options() -> argparse.Namespace:
    """What to measure, and how often."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these parts only")
    parser.add_argument("--rounds", type=int, default=11, help="how often each side takes its turn (default: 11)")
    parser.add_argument("--saves", type=int, default=200, help="saves on the practice screen (default: 200)")
    parser.add_argument("--answers", type=int, default=200, help="answers graded in one command (default: 200)")
    parser.add_argument(
        "--attempts",
        type=int,
        default=100_000,
        help="attempts in the long history (default: 100000, 0.7 GB; its targets are for 1000000, 6.4 GB)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="3 rounds, 20 saves, 20 answers, 20000 attempts: a look, no measurement"
    )
    parser.add_argument("--envs", type=Path, default=ROOT / ".nox" / "bench-envs", help="where other graders live")
    parser.add_argument("--json", type=Path, default=ROOT / ".nox" / "bench.json", help="where the figures go")
    options = parser.parse_args()
    options.only = {*options.only}
    options.envs = options.envs.resolve()
    if options.quick:
        options.rounds, options.saves, options.answers, options.attempts = 3, 20, 20, 20_000
    return options


def main() -> None:
    """Measure, show, and write it down; a target missed is told, it is no error."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="prep-bench-") as name:
        bench = Bench(options, Path(name))
        bench.run()
    table.show(
        Console(width=120),
        about=bench.about,
        seconds=bench.seconds,
        parts=bench.parts,
        history=bench.history,
        figures=bench.figures,
        others=bench.others,
        without=bench.without,
    )
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(bench.data(), indent=1), encoding="utf-8")
    print(f"\nwritten: {options.json}")


if __name__ == "__main__":
    main()
