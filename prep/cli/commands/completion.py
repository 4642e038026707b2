"""`prep completion`: what a shell needs to complete commands and slugs."""

from __future__ import annotations

import click

WHERE = {
    "bash": "prep completion bash > ~/.local/share/bash-completion/completions/prep",
    "zsh": "prep completion zsh > ~/.zfunc/_prep   (with fpath+=~/.zfunc before compinit)",
    "fish": "prep completion fish > ~/.config/fish/completions/prep.fish",
}


@click.command(epilog="Example: " + WHERE["bash"])
@click.argument("shell", type=click.Choice(list(WHERE)))
def command(shell: str) -> None:
    """Print the completion script for bash, zsh or fish."""
    from click.shell_completion import get_completion_class

    from prep.cli.app import root

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(root, {}, "prep", "_PREP_COMPLETE").source())
