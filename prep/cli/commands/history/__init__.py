"""`prep history`: what was done, read back."""

from __future__ import annotations

import click

from prep.cli.folder import Folder


@click.group("history", cls=Folder, package=__name__, order=("list", "show"))
def command() -> None:
    """Read back what you did: every session, submission and score."""
