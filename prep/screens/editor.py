"""The user's editor, opened from a screen that steps aside for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from textual.app import App, SuspendNotSupported


def open_editor(app: App[Any], path: Path) -> str:
    """Open `path` in `$VISUAL` or `$EDITOR` until it is closed; returns what to say if that was not possible."""
    try:
        with app.suspend():
            click.edit(filename=str(path))
    except (SuspendNotSupported, click.ClickException) as error:
        return f"No editor could be opened ({error}). Edit {path} yourself; saves are noticed."
    return ""
