"""A deck is read in a process of its own, under limits of time and memory, so that no file can hang or fill `prep`.

Files that somebody else's program made are read by libraries that are not ours; a broken one may keep them busy for
ever. What this costs is a tenth of a second.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prep import errors
from prep.decks.slide import damaged, named
from prep.errors import BadContent, PrepError
from prep.model.deck import Deck, DeckPart
from prep.places import PACKAGE

SECONDS = 60.0
"""Many times what a thousand slides without an outline take."""
MEMORY = 2 << 30

_BOOT = "import sys; sys.path.append(sys.argv[1]); from prep.decks.apart import main; main()"


def read_deck(path: Path, *, seconds: float = SECONDS) -> Deck:
    """The slides of this file and the parts they fall into; PrepError says what is wrong with it, and what to do."""
    path = Path(os.path.abspath(path))
    # -P: no module of the folder somebody happens to be in takes the place of a library.
    words = [sys.executable, "-P", "-c", _BOOT, str(PACKAGE.parent), str(path)]
    try:
        ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
        told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        raise BadContent(
            f"{named(path)} was not read after {seconds:g} s",
            hint="It is damaged, or far too large for a talk: export it again, without videos and builds.",
        ) from None
    except (ValueError, IndexError):  # it died: the kernel, or a library, ended it
        raise damaged(path, "could not be read: its reader ran out of memory or crashed") from None
    if error := told.get("error"):
        raise getattr(errors, error["kind"])(error["message"], hint=error["hint"])
    found = told["deck"]
    parts = tuple(DeckPart(**part) for part in found["parts"])
    return Deck(**{**found, "parts": parts, "warnings": tuple(found["warnings"])})


def main() -> None:
    """The process itself: read the file named on its command line, and tell on stdout what came of it."""
    _limit()
    gc.disable()  # the process ends before there is garbage worth a fifth of its time
    from prep.decks.kinds import read_here

    try:
        told: dict[str, Any] = {"deck": asdict(read_here(Path(sys.argv[2])))}
    except PrepError as error:
        told = {"error": {"kind": type(error).__name__, "message": error.message, "hint": error.hint}}
    print(json.dumps(told))


def _limit() -> None:
    import resource

    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, int(2 * SECONDS))):
        with contextlib.suppress(ValueError, OSError):  # a tighter limit holds already, or macOS has no such one
            resource.setrlimit(kind, (most, most))
