"""What host and worker do first: read what they are to do, and see to it that they end with their parent."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from prep.grader.confine.kernel import die_with_parent

CHANNEL_CLOSED = 77
"""The exit status of a worker whose channel to the host is gone."""


def read_setup() -> dict[str, Any]:
    """What the supervisor wants of this process, from the descriptor named on its command line."""
    with os.fdopen(int(sys.argv[2]), "rb") as file:
        setup: dict[str, Any] = json.loads(file.read())
    die_with_parent(setup["parent"])
    return setup
