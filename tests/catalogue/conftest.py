"""Fixtures of the catalogue's tests: a place for problems, and a shorthand for what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from problem_folders import write_problem

from prep.catalogue.problems import faults_of

Faults = Callable[..., list[str]]


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    folder = tmp_path / "problems"
    folder.mkdir()
    return folder


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """Write the sound problem with these files changed; its faults as text, each from the file's name on."""
    numbers = count()

    def faults(changed: dict[str, str | bytes | None] | None = None, **renamed: str | bytes | None) -> list[str]:
        files = (changed or {}) | {
            f"{name}.toml" if name == "problem" else f"{name}.py": v for name, v in renamed.items()
        }
        folder = write_problem(tmp_path / f"pack{next(numbers)}", files=files)
        return [str(fault).removeprefix(f"{folder}").lstrip("/") for fault in faults_of(folder)]

    return faults
