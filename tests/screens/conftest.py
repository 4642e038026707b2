"""Screens are tested with the clock and the talks of the stories."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

sys.path.insert(0, str(Path(__file__).parent.parent / "flows"))


class Svg(SingleFileSnapshotExtension):
    """One picture a file, readable in any browser."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"

    def serialize(self, data: str, **options: object) -> str:  # type: ignore[override] # pictures are text
        """The picture without the random name that Textual gives its classes."""
        return re.sub(r"terminal-\d+", "terminal-0", data)


@pytest.fixture
def drawn(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """What a screen looked like when it was last looked at."""
    return snapshot.use_extension(Svg)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall is the same everywhere."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
