"""What a command works with: the actors, built when first needed, and the way its answer is shown."""

from __future__ import annotations

import functools
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from prep.clock import Clock, now
from prep.errors import NoSuchThing
from prep.places import Places, find

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from prep.catalogue.problems import Shelf
    from prep.flows.desk import Desk
    from prep.history import History
    from prep.model.problem import Problem
    from prep.model.session import Session


class World:
    """The actors of one command line. Heavy ones are imported when a command first asks for them."""

    def __init__(self, *, as_json: bool = False, plain: bool = False) -> None:
        self.as_json = as_json
        self.plain = plain
        self.clock: Clock = now

    @functools.cached_property
    def places(self) -> Places:
        """Where everything is."""
        return find()

    @functools.cached_property
    def shelf(self) -> Shelf:
        """Every problem there is; broken ones are told of on stderr, once."""
        from prep.catalogue.problems import find_problems
        from prep.model.text import counted

        shelf = find_problems(self.places.content)
        if shelf.faults and not self.as_json:
            (first, *more) = shelf.faults
            rest = f" (and {counted(len(more), 'more fault')}: `prep code audit` lists them)" if more else ""
            click.echo(f"warning: {first}{rest}", err=True)
        return shelf

    @functools.cached_property
    def history(self) -> History:
        """Every fact so far."""
        from prep.history import History

        return History.open(self.places, self.clock)

    @functools.cached_property
    def desk(self) -> Desk:
        """The actors of practice."""
        from prep.flows.desk import Desk
        from prep.grader.supervise import grade
        from prep.workspace import Workspace

        return Desk(Workspace(self.places.work), self.history, self.clock, grade)

    @functools.cached_property
    def console(self) -> Console:
        """Where lines go; colour only on a terminal, and never with `--plain` or NO_COLOR."""
        from rich.console import Console

        plain = self.plain or bool(os.environ.get("NO_COLOR"))
        return Console(highlight=False, no_color=plain or None, markup=False)

    def problem(self, slug: str) -> Problem:
        """The problem of that name, or an error that names the nearest problem or command."""
        from prep.catalogue.names import RESERVED, nearest
        from prep.catalogue.problems import find_problem

        try:
            return find_problem(self.shelf, slug)
        except NoSuchThing as error:
            if meant := nearest(slug, RESERVED):
                error.hint = f"{error.hint} Or did you mean `prep code {meant}`?"
            raise

    def problem_of(self, session: Session) -> Problem:
        """The problem a session is on; folders may be renamed, the uuid stays."""
        found = next((p for p in self.shelf.problems if p.uuid == session.uuid), None)
        return found or self.problem(session.slug)

    def open_session(self) -> Session:
        """The session that is open."""
        from prep.flows.practise import open_session

        session = open_session(self.desk)
        if session is None:
            raise NoSuchThing("no session is open", hint="`prep code SLUG` starts one; `prep code list` shows them.")
        return session

    def show(self, command: str, data: Any, *lines: RenderableType) -> None:
        """The answer: one JSON envelope, or lines."""
        if self.as_json:
            click.echo(json.dumps({"format": 1, "command": command, "data": data}, ensure_ascii=False))
            return
        for line in lines:
            self.console.print(line)

    @property
    def may_ask(self) -> bool:
        """Whether somebody is there to answer a prompt."""
        return sys.stdin.isatty() and sys.stdout.isatty() and not self.as_json


def with_world(function: Any) -> Any:
    """Give a command `--json` and `--plain`, and its first argument, the `World`."""

    @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
    @click.option("--plain", is_flag=True, help="Lines without colour; nothing moves.")
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, plain: bool, **kwargs: Any) -> Any:
        return function(World(as_json=as_json, plain=plain), *args, **kwargs)

    return command


def complete_slug(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Slugs for shell completion: folder names only, so that the Tab key is answered at once."""
    from prep.catalogue.problems import slugs

    return [slug for slug in slugs(find().content) if slug.startswith(incomplete)]


SLUG: dict[str, Any] = {"metavar": "SLUG", "shell_complete": complete_slug}
"""What every argument that names a problem has in common."""
