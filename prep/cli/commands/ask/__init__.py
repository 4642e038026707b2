"""`prep ask`: research, behavioural and job-talk questions, asked when they are due."""

from __future__ import annotations

import click

from prep.cli.folder import Folder

ORDER = ("list", "show", "answer", "diff", "add", "story", "stories")


@click.group(
    "ask",
    cls=Folder,
    package=__name__,
    otherwise="sit",
    order=ORDER,
    context_settings={"help_option_names": ["-h", "--help"]},
)
def command() -> None:
    """Practise spoken answers: what is due is asked first.

    \b
    prep ask behavioural --minutes 20     a sitting of twenty minutes
    prep ask research --interview 2026-12-14
    prep ask list behavioural             every question, and when it comes back
    prep ask answer behavioural/ID        write it down; versions are kept
    prep ask story                        a story of yours, in five parts
    """
