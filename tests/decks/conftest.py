"""Decks, and a command line to import them with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "cli"))

from command_line import CommandLine


@pytest.fixture
def prep(tmp_path: Path) -> CommandLine:
    """`prep`, as somebody types it who has not used it before."""
    return CommandLine(tmp_path)
