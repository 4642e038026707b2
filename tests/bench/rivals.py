"""The other graders, each in an environment of its own, given the same checks and the same answer.

Each must first show that it grades: full marks for the right answer, fewer for a wrong one.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from material import Material
from measure import Unable, run

ASSIGNMENT = "softmax"
READY = ".ready"
FAULTS = (Unable, OSError, ValueError, KeyError)
"""What a grader that does not work here ends in, here."""


class Rival:
    """A grader: how it is installed, how it wants its checks, and what it says of an answer."""

    name: ClassVar[str]
    packages: ClassVar[tuple[str, ...]]

    def __init__(self, material: Material, envs: Path, folder: Path) -> None:
        self.material = material
        self.folder = folder
        self.env = envs / self.packages[0].partition("=")[0].partition("[")[0]

    def lay_out(self) -> None:
        """Write the checks as this grader wants them."""
        raise NotImplementedError

    def put(self, answer: str) -> None:
        """Hand in an answer."""
        raise NotImplementedError

    def grade(self) -> None:
        """Grade what was handed in: the part that is timed."""
        raise NotImplementedError

    def marks(self) -> float:
        """The marks of the last grading; 1 is full."""
        raise NotImplementedError

    def fault(self) -> str:
        """What is wrong with the last grading, which was of the right answer; empty if nothing is."""
        try:
            marks = self.marks()
        except FAULTS as error:
            return str(error) or type(error).__name__
        return "" if marks == 1 else f"it gave the right answer {marks:g} of its marks in the end"

    def run(self, *words: str | Path, cwd: Path | None = None, expect: int | None = 0) -> None:
        """Run one of its programs as somebody does who has activated its environment."""
        path = os.pathsep.join((str(self.env / "bin"), os.environ.get("PATH", "")))
        home = {"PATH": path, "HOME": str(self.folder), "PYTHONPATH": ""}
        run(self.env / "bin" / words[0], *words[1:], cwd=cwd or self.folder, environment=home, expect=expect)

    def install(self) -> None:
        """Make its environment, unless an earlier bench has made the same one."""
        wanted = [*self.packages, f"numpy=={version('numpy')}"]
        ready = self.env / READY
        if ready.is_file() and ready.read_text(encoding="utf-8").split() == wanted:
            return
        shutil.rmtree(self.env, ignore_errors=True)
        self.env.parent.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "venv", self.env, cwd=self.env.parent)
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        run(self.env / "bin" / "python", *pip, *wanted, cwd=self.env.parent)
        ready.write_text("\n".join(wanted), encoding="utf-8")

    def prepare(self) -> None:
        """Install it, lay out its checks, and see that it grades; the right answer is handed in then."""
        self.install()
        self.lay_out()
        marks = []
        for answer in (self.material.wrong, self.material.right):
            self.put(answer)
            self.grade()
            marks.append(self.marks())
        wrong, right = marks
        if right != 1 or wrong >= 1:
            raise Unable(f"it did not grade: {right:g} for the right answer, {wrong:g} for a wrong one")


class Otter(Rival):
    """otter-grader, on this machine without a container; the answer is a script, the checks exception-based tests."""

    name = "otter run"
    packages = ("otter-grader[grading]==7.*",)

    def lay_out(self) -> None:
        """One test file with a case for each check, in the zip that `otter run` wants."""
        text = f"OK_FORMAT = False\nname = {ASSIGNMENT!r}\n\n{self.material.plain}\n"
        text += "\nfrom otter.test_files import test_case\n"
        for check in self.material.checks:
            text += f"\n\n@test_case(points=1)\ndef case_{check}(softmax):\n    run_check({check}, softmax)\n"
        (self.folder / "tests").mkdir()
        (self.folder / "tests" / f"{ASSIGNMENT}.py").write_text(text, encoding="utf-8")
        self.run("otter", "generate", "-t", "tests", "--no-config", "--no-requirements", "--no-environment")

    def put(self, answer: str) -> None:
        """The answer as a script; what an earlier one got is forgotten."""
        (self.folder / "results.json").unlink(missing_ok=True)
        (self.folder / "answer.py").write_text(answer, encoding="utf-8")

    def grade(self) -> None:
        """`otter run`."""
        self.run("otter", "run", "answer.py", "-a", "autograder.zip", "--no-logo")

    def marks(self) -> float:
        """From the JSON file it writes."""
        tests = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))["tests"]
        told = [test for test in tests if "max_score" in test]
        return float(sum(test["score"] for test in told) / len(self.material.checks))


class Nbgrader(Rival):
    """nbgrader: a course with one assignment, a notebook with a cell for each check."""

    name = "nbgrader autograde"
    packages = ("nbgrader==0.9.*",)

    def lay_out(self) -> None:
        """The course, up to the release of its assignment."""
        self._write(self.folder / "source", self.material.right)
        self.run("nbgrader", "generate_assignment", ASSIGNMENT, "--create")

    def put(self, answer: str) -> None:
        """The answer as a notebook, as if fetched from a student."""
        self._write(self.folder / "submitted" / "student", answer)

    def grade(self) -> None:
        """`nbgrader autograde`; `--force`, because it has graded this student before."""
        self.run("nbgrader", "autograde", ASSIGNMENT, "--student", "student", "--force")

    def marks(self) -> float:
        """From its own export."""
        self.run("nbgrader", "export")
        with (self.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        return float(row["score"]) / len(self.material.checks)

    def _write(self, folder: Path, answer: str) -> None:
        cells = [_cell("answer", answer, solution=True), _cell("checks", self.material.plain, locked=True)]
        cells += [
            _cell(check, f"run_check({check}, softmax)", locked=True, grade=True, points=1)
            for check in self.material.checks
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})  # type: ignore[no-untyped-call]  # nbformat has no types
        file = folder / ASSIGNMENT / "softmax.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(book, file)  # type: ignore[no-untyped-call]  # nbformat has no types


def _cell(id: str, source: str, **says: Any) -> Any:
    says = {"solution": False, "locked": False, "grade": False, "task": False} | says
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": id, **says}}
    return nbformat.v4.new_code_cell(source, metadata=metadata)  # type: ignore[no-untyped-call]  # nbformat has no types


class Check50(Rival):
    """check50, with checks of our own in a folder (`--dev`)."""

    name = "check50 --dev"
    packages = ("check50==3.*",)

    def lay_out(self) -> None:
        """One check each, none waiting for another."""
        text = f"{self.material.plain}\n\nimport check50\nimport check50.py\n"
        for check in self.material.checks:
            text += f"\n\n@check50.check()\ndef check_{check}():\n    told({check})\n"
        text += (
            "\n\ndef told(check):\n"
            "    try:\n"
            "        run_check(check, check50.py.import_('answer.py').softmax)\n"
            "    except AssertionError as error:\n"
            "        raise check50.Failure(str(error))\n"
        )
        for folder in ("checks", "work"):
            (self.folder / folder).mkdir()
        (self.folder / "checks" / "__init__.py").write_text(text, encoding="utf-8")
        files = 'check50:\n  files:\n    - !exclude "*"\n    - !require answer.py\n'
        (self.folder / "checks" / ".cs50.yml").write_text(files, encoding="utf-8")

    def put(self, answer: str) -> None:
        """The answer as a file; what an earlier one got is forgotten."""
        (self.folder / "results.json").unlink(missing_ok=True)
        (self.folder / "work" / "answer.py").write_text(answer, encoding="utf-8")

    def grade(self) -> None:
        """`check50 --dev`; its exit code is not 0 where a check fails."""
        words = ("--dev", self.folder / "checks", "-o", "json", "--output-file", self.folder / "results.json")
        self.run("check50", *words, cwd=self.folder / "work", expect=None)

    def marks(self) -> float:
        """From the JSON it writes."""
        told = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))["results"]
        return sum(result["passed"] is True for result in told) / len(self.material.checks)


RIVALS: Sequence[type[Rival]] = (Otter, Nbgrader, Check50)


def prepared(material: Material, envs: Path, folder: Path) -> tuple[list[Rival], dict[str, str]]:
    """Those that grade here, and why others do not."""
    able: list[Rival] = []
    without: dict[str, str] = {}
    for kind in RIVALS:
        place = folder / kind.__name__
        place.mkdir()
        rival = kind(material, envs, place)
        try:
            rival.prepare()
            able.append(rival)
        except FAULTS as error:
            without[kind.name] = str(error) or type(error).__name__
    return able, without
