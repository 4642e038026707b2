"""Commands are files: a group lists the modules of its package and imports one only when it is called."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from prep.errors import BadUsage


class Folder(click.Group):
    """A group whose commands are the modules of `package`; each defines `command`.

    With `otherwise`, a first word that is no command (or none at all) goes to that command, whole: this is how
    `prep code stable-softmax` starts a problem.
    """

    def __init__(self, *args: Any, package: str, otherwise: str = "", order: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self.otherwise = otherwise
        self._order = order

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command: the ones with a place in `order` first."""
        path = importlib.import_module(self._package).__path__
        names = {module.name.replace("_", "-") for module in pkgutil.iter_modules(path)}
        first = [name for name in self._order if name in names]
        return first + sorted(names - set(first))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; where there is none, what comes near it."""
        import difflib

        word, names = args[0], self.list_commands(ctx)
        if word in names or word.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(word, names, n=1)
        meant = [f"{ctx.command_path} {name}" for name in near] or self.meant_elsewhere(word)
        hint = f"Did you mean `{meant[0]}`?" if meant else f"`{ctx.command_path} --help` shows what there is."
        raise BadUsage(f"there is no command {word!r}", hint=hint)

    def meant_elsewhere(self, word: str) -> list[str]:
        """Command lines outside this group that the word may stand for."""
        return []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand what is not a command of ours to `otherwise`."""
        known = {*self.list_commands(ctx), *ctx.help_option_names}
        nothing_yet = not args and ctx.resilient_parsing  # a shell completes the first word
        if self.otherwise in known and not nothing_yet and (not args or args[0] not in known):
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Our commands, and what `otherwise` takes as its first word."""
        items = super().shell_complete(ctx, incomplete)
        other = self.get_command(ctx, self.otherwise) if self.otherwise else None
        if other is not None and not incomplete.startswith("-"):
            argument = next(parameter for parameter in other.params if isinstance(parameter, click.Argument))
            items += argument.shell_complete(ctx, incomplete)
        return items


class Otherwise(click.Command):
    """A command that is called by its group's name alone, and whose `--json` only says what to use instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        next(each for each in self.params if isinstance(each, click.Option) and each.name == "as_json").hidden = True

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As it is typed."""
        formatter.write_usage(ctx.parent.command_path if ctx.parent else ctx.command_path, "[SLUG] [OPTIONS]")
