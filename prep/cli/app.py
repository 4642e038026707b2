"""The root of the command line."""

from __future__ import annotations

import click

import prep
from prep.cli.folder import Folder


@click.group(
    cls=Folder,
    package="prep.cli.commands",
    order=("code", "history", "doctor", "completion"),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `prep code stable-softmax`.",
)
@click.version_option(prep.__version__, prog_name="prep")
def root() -> None:
    """Rehearse ML research interviews: timed coding, honest verdicts, and what to practise next."""
