"""`prep code`: timed exercises and honest verdicts."""

from __future__ import annotations

import click

from prep.cli.folder import Folder

ORDER = (
    *("list", "show", "start", "submit", "run", "hint", "ask", "next", "finish", "reset", "solution", "repro"),
    *("grade", "new", "audit"),
)


@click.group(
    "code",
    cls=Folder,
    package=__name__,
    otherwise="practise",
    order=ORDER,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def command() -> None:
    """Practise on timed ML exercises; the verdict is honest.

    \b
    prep code                     go on with what is open, or start the best next
    prep code stable-softmax      start that one
    prep code --why               how the problems rank, and why
    prep code --interview         no pause, graded only when you submit
    prep code SLUG --help         more: --minutes, --continue, --notebook, --plain
    """
