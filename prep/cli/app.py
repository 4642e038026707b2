"""The root of the command line."""

from __future__ import annotations

import click

import prep
from prep.cli.folder import Folder

ALONE = {"--json", "--plain"}
"""What may stand behind `prep` without a command: it is said to `prep today`."""


class Root(Folder):
    """The commands; today without a word; and a word for those who forget the `code` or `talk` before a name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """`prep` alone is `prep today`; any other word has to be a command."""
        if not ctx.resilient_parsing and ALONE.issuperset(args):
            args = ["today", *args]
        return super().parse_args(ctx, args)

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
    order=("today", "code", "talk", "why", "ask", "day", "history", "doctor", "completion"),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `prep code stable-softmax`.",
)
@click.version_option(prep.__version__, prog_name="prep")
def root() -> None:
    """Rehearse ML research interviews: timed coding, honest verdicts, and what to practise next."""
