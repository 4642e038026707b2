"""The root of the command line."""

from __future__ import annotations

import click

import prep
from prep.cli.folder import Folder


class Root(Folder):
    """The commands, and a word for those who forget the `code` or `talk` before a name."""

    def meant_elsewhere(self, word: str) -> list[str]:
        """A problem's name starts it, under `prep code`; a talk's under `prep talk`."""
        from prep.catalogue.problems import slugs
        from prep.catalogue.talks import talk_slugs
        from prep.places import find

        places = find()
        code = [f"prep code {word}"] if word in slugs(places.content) else []
        return code + ([f"prep talk {word}"] if word in talk_slugs(places.talk_roots) else [])


@click.group(
    cls=Root,
    package="prep.cli.commands",
    order=("code", "talk", "why", "ask", "history", "doctor", "completion"),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `prep code stable-softmax`.",
)
@click.version_option(prep.__version__, prog_name="prep")
def root() -> None:
    """Rehearse ML research interviews: timed coding, honest verdicts, and what to practise next."""
