"""Files that are whole or not there, and beats: small files that say when somebody was last at something."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from prep.model.moment import Moment


def keep_beat(file: Path, about: str, now: Moment) -> None:
    """Note that somebody is at this now: after a kill, the note says since when nobody was."""
    beat = {"about": about, "utc": now.utc.isoformat(), "ticks": now.ticks.total_seconds(), "boot": now.boot}
    # A beat that cannot be written must not end what is going on; its age then says that it is not kept up.
    with contextlib.suppress(OSError):
        write_whole(file, json.dumps(beat), durable=False)


def last_beat(file: Path, about: str) -> Moment | None:
    """When somebody was last at this; None if never, or if it ended in order."""
    try:
        beat = json.loads(file.read_text(encoding="utf-8"))
        if beat["about"] != about:
            return None
        utc, ticks = datetime.fromisoformat(beat["utc"]), timedelta(seconds=beat["ticks"])
        return Moment(utc=utc, ticks=ticks, boot=beat["boot"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def end_beats(file: Path) -> None:
    """It ended in order."""
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)


def write_whole(path: Path, text: str | Iterable[str], *, durable: bool = True) -> None:
    """Write a file so that a reader (or a power cut) sees the old or the new one, never half of it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            if durable:
                os.fsync(descriptor)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
