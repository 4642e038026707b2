"""What host and worker do first: read what they are to do, and see to it that they end with their parent."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

CHANNEL_CLOSED = 77
"""The exit status of a worker whose channel to the host is gone."""


def read_setup() -> dict[str, Any]:
    """What the supervisor wants of this process, from the descriptor named on its command line."""
    with os.fdopen(int(sys.argv[2]), "rb") as file:
        setup: dict[str, Any] = json.loads(file.read())
    _die_with(setup["parent"])
    return setup


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)  # it went before we could ask to be told
