"""Fixtures of the grader's tests: the golden problem, and a place where nothing may be left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden_cases import PROBLEM
from leftovers import await_no_folder_in, await_no_process_of

from prep.catalogue.problems import read_problem
from prep.model.problem import Problem


@pytest.fixture(scope="session")
def golden() -> Problem:
    return read_problem(PROBLEM)


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where gradings of this test keep their folders; afterwards no process and no folder of theirs is left."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert await_no_process_of(folder) == []
    assert await_no_folder_in(folder) == []
