"""`prep history`: what was done, read back."""

from __future__ import annotations

import click

from prep.cli.folder import Folder

ORDER = (
    "list",
    "show",
    "stats",
    "calibration",
    "mistakes",
    "report",
    "note",
    "amend",
    "void",
    "score",
    "export",
    "import",
    "check",
)


@click.group("history", cls=Folder, package=__name__, order=ORDER)
def command() -> None:
    """Read back what you did, and put it right.

    A report is a page to look at; an export takes it to another machine.
    """
