"""The root of the command line."""

from __future__ import annotations

import click

import prep
from prep.cli.folder import Folder


class Root(Folder):
    """The commands, and a word for those who forget the `code` of `prep code SLUG`."""

    def meant_elsewhere(self, word: str) -> list[str]:
        """A problem's name starts it, under `prep code`."""
        from prep.catalogue.problems import slugs
        from prep.places import find

        return [f"prep code {word}"] if word in slugs(find().content) else []


@click.group(
    cls=Root,
    package="prep.cli.commands",
    order=("code", "history", "doctor", "completion"),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `prep code stable-softmax`.",
)
@click.version_option(prep.__version__, prog_name="prep")
def root() -> None:
    """Rehearse ML research interviews: timed coding, honest verdicts, and what to practise next."""
