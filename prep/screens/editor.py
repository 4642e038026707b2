"""The user's editor, opened from a screen that steps aside for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from textual.app import App, SuspendNotSupported


def open_editor(app: App[Any], path: Path) -> str:
    """Open `path` in `$VISUAL` or `$EDITOR` until it is closed; returns what to say if that was not possible."""
    advice = f"Edit {path} yourself; saves are noticed."
    try:
        with app.suspend():
            said = _edit(path)
    except SuspendNotSupported:
        return f"This terminal cannot step aside for an editor. {advice}"
    return f"{said} {advice}" if said else ""


def _edit(path: Path) -> str:
    # Nothing may leave the suspended block but by its end: the screen would not come back.
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        return f"No editor could be opened ({error.format_message()})."
    return ""
