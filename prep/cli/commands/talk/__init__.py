"""`prep talk`: job talks that fit their slot, whatever becomes of it."""

from __future__ import annotations

import click

from prep.cli.folder import Folder

ORDER = ("list", "show", "new", "import", "plan", "card", "resume", "log", "diff", "score", "qa")


@click.group(
    "talk",
    cls=Folder,
    package=__name__,
    otherwise="rehearse",
    order=ORDER,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def command() -> None:
    """Plan a job talk for any slot, and rehearse it to fit.

    \b
    prep talk my-talk                         rehearse that one against the clock
    prep talk list                            the talks there are
    prep talk new my-talk                     yours, from five questions
    prep talk plan my-talk --minutes 20       what stays, what goes, what to say
    prep talk card my-talk --minutes 20       a page for the lectern
    prep talk log my-talk                     your rehearsals, and what to do next
    """
