"""A command line for each test, with a home that is not yours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command_line import CommandLine

sys.path.append(str(Path(__file__).parent.parent / "history"))


@pytest.fixture
def prep(tmp_path: Path) -> CommandLine:
    """`prep`, as somebody types it who has not used it before."""
    return CommandLine(tmp_path)
