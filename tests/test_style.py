"""Ruff and mypy are part of the tests, and every exception to them gives its reason."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def kept(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)],
    ids=["ruff-check", "ruff-format", "mypy-strict"],
)
def test_the_code_is_clean(command: tuple[str, ...]):
    """Ruff finds nothing, the format is ruff's, and mypy --strict agrees."""
    shown = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert shown.returncode == 0, shown.stdout + shown.stderr


def test_every_exception_has_its_reason():
    """A suppressed rule says why, on its line."""
    bare = re.compile(r"# (?:type: ignore|noqa)(?:\[[\w-]+\]|: ?[A-Z0-9, ]+)?\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in kept("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if bare.search(line)
    ]

    assert found == []


def test_nothing_speaks_of_this_machine():
    """No path of a developer's machine and no package index is named in what is kept."""
    found = [
        str(path.relative_to(ROOT))
        for path in kept("*.py", "*.md", "*.toml", ".ci/*")
        if path != Path(__file__)
        and re.search(r"/home/\w+/|/root/|/work/|--index-url", path.read_text(errors="replace"))
    ]

    assert found == []
