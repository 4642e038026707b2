"""What a command works with: the actors, built when first needed, and the way its answer is shown."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from prep.clock import Clock, now
from prep.errors import NoSuchThing
from prep.places import Places, find

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from prep.catalogue.faults import Fault
    from prep.catalogue.problems import Shelf
    from prep.catalogue.talks import TalkShelf
    from prep.flows.asking import Chair
    from prep.flows.day import Material
    from prep.flows.desk import Desk
    from prep.flows.rehearse import Lectern
    from prep.grader.warm import Warm
    from prep.history import History
    from prep.model.cover import Cover
    from prep.model.problem import Problem
    from prep.model.question import Bank
    from prep.model.rehearsal import Rehearsal
    from prep.model.session import Session
    from prep.model.talk import Talk


class World:
    """The actors of one command line. Heavy ones are imported when a command first asks for them."""

    def __init__(self, *, as_json: bool = False, plain: bool = False) -> None:
        self.as_json = as_json
        self.plain = plain
        self.clock: Clock = now
        self._warm: Warm | None = None

    @functools.cached_property
    def places(self) -> Places:
        """Where everything is."""
        return find()

    @functools.cached_property
    def shelf(self) -> Shelf:
        """Every problem there is, and what is wrong with the broken ones."""
        from prep.catalogue.problems import find_problems

        return find_problems(self.places.content)

    @functools.cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Every sound problem; broken ones are told of on stderr, once."""
        _warn_of(self.shelf.faults, "`prep code audit` lists what is wrong.")
        return self.shelf.problems

    @functools.cached_property
    def covers(self) -> tuple[Cover, ...]:
        """Every problem at a glance, quickly; what is wrong with a broken one is not told."""
        from prep.catalogue.covers import find_covers

        return find_covers(self.places.content)

    @functools.cached_property
    def talk_shelf(self) -> TalkShelf:
        """Every talk there is, the user's own first, and what is wrong with the broken ones."""
        from prep.catalogue.talks import find_talks

        return find_talks(self.places.talk_roots)

    @functools.cached_property
    def talks(self) -> tuple[Talk, ...]:
        """Every sound talk; broken ones are told of on stderr, once."""
        _warn_of(self.talk_shelf.faults, "`prep doctor` lists what is wrong.")
        return self.talk_shelf.talks

    def talk(self, slug: str) -> Talk:
        """The talk of that name."""
        from prep.catalogue.talks import find_talk

        return find_talk(self.places.talk_roots, slug)

    @functools.cached_property
    def banks(self) -> tuple[Bank, ...]:
        """Every bank of questions; broken files are told of on stderr, once."""
        from prep.catalogue.banks import find_banks

        found = find_banks(self.places.bank_roots)
        _warn_of(found.faults, "put it right, or move the file away.")
        return found.banks

    def bank(self, name: str) -> Bank:
        """The bank of that name."""
        from prep.catalogue.banks import find_bank

        return find_bank(self.places.bank_roots, name)

    @functools.cached_property
    def material(self) -> Material:
        """What a mock on-site is made of."""
        from prep.flows.day import Material
        from prep.flows.practise import sessions

        return Material(self.problems, sessions(self.desk), self.banks)

    @functools.cached_property
    def chair(self) -> Chair:
        """Where questions are answered."""
        from prep.flows.asking import Chair

        return Chair(self.history, self.clock)

    def talk_of(self, rehearsal: Rehearsal) -> Talk:
        """The talk of a rehearsal; folders may be renamed, the uuid stays."""
        found = next((talk for talk in self.talks if talk.uuid == rehearsal.uuid), None)
        return found or self.talk(rehearsal.slug)

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
    def lectern(self) -> Lectern:
        """Where a talk is rehearsed."""
        from prep.flows.rehearse import Lectern

        return Lectern(self.history, self.clock, self.places.home / "rehearsal.beat")

    def warm_desk(self, problem: Problem) -> Desk:
        """The actors of a long practice: the grader has its processes ready before each save."""
        from dataclasses import replace
        from functools import partial

        from prep.grader.likeness import with_likeness
        from prep.grader.supervise import grade
        from prep.grader.warm import Warm

        self._warm = self._warm or Warm()
        self._warm.prepare(problem)
        crews = self._warm.crew
        return replace(self.desk, grade=partial(grade, crews=crews), liken=partial(with_likeness, crews=crews))

    @functools.cached_property
    def console(self) -> Console:
        """Where lines go; colour only on a terminal, and never with `--plain` or NO_COLOR."""
        from rich.console import Console

        class Quiet(Console):
            def on_broken_pipe(self) -> None:
                raise BrokenPipeError  # `show` knows what to do; Rich would end the program, with exit code 1

        # Not a terminal to Rich: without colour it would still send bold and dim.
        plain = self.plain or bool(os.environ.get("NO_COLOR"))
        return Quiet(highlight=False, markup=False, force_terminal=False if plain else None)

    def problem(self, slug: str) -> Problem:
        """The problem of that name; only folders that could be it are read."""
        from prep.catalogue.problems import find_problem

        return find_problem(self.places.content, slug)

    def problem_of(self, session: Session) -> Problem:
        """The problem a session is on; folders may be renamed, the uuid stays."""
        try:
            found = self.problem(session.slug)
            if found.uuid == session.uuid:
                return found
        except NoSuchThing:
            found = None
        found = next((p for p in self.shelf.problems if p.uuid == session.uuid), found)
        if found is None:
            raise NoSuchThing(
                f"the problem of the open session is not here: {session.slug!r}",
                hint="Is its pack in PREP_CONTENT? `prep code finish` ends the session without it.",
            )
        return found

    def open_session(self) -> Session:
        """The session that is open."""
        from prep.flows.practise import open_session, sessions

        session = open_session(self.desk)
        if session is None:
            parked = next((s.slug for s in reversed(sessions(self.desk)) if s.open), None)
            hint = f"`prep code {parked}` goes on with the parked one." if parked else "`prep code SLUG` starts one."
            raise NoSuchThing("no session is open", hint=f"{hint} `prep code list` shows the problems.")
        return session

    def show(self, command: str, data: Any, *lines: RenderableType) -> None:
        """The answer: one JSON envelope, or lines."""
        try:
            if self.as_json:
                click.echo(json.dumps({"format": 1, "command": command, "data": data}, ensure_ascii=False))
            for line in () if self.as_json else lines:
                # What has a path in it stays one line, so that it can be copied.
                self.console.print(line, soft_wrap=bool(getattr(line, "no_wrap", None)))
        except BrokenPipeError:
            # The reader (`| head`) has seen enough; the command goes on, and its exit code says how it went.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def wait_for(self, words: str, limit: float) -> None:
        """Say on a terminal what is going on, and how long it may take."""
        if sys.stderr is not None and sys.stderr.isatty():
            click.echo(f"{words} (at most {limit:g} s; Ctrl-C stops it)", err=True)

    @property
    def may_ask(self) -> bool:
        """Whether somebody is there to answer a prompt."""
        streams = (sys.stdin, sys.stdout)  # None where they were closed
        return not self.as_json and all(stream is not None and stream.isatty() for stream in streams)

    @property
    def may_draw(self) -> bool:
        """Whether a full screen is wanted, and the terminal can show one."""
        return self.may_ask and not self.plain and os.environ.get("TERM") not in (None, "", "dumb")

    def tell_damage(self) -> None:
        """That something of the history could not be read, for those who are about to read it."""
        from prep.model.text import counted

        if damaged := self.history.damaged:
            lines = counted(len(damaged), "line")
            warn(f"{lines} of the history cannot be read and is left out; `prep history check` says more.")

    def put_away(self) -> None:
        """Close what was opened, and say on stderr what the history put right on the way."""
        if self._warm is not None:
            self._warm.close()
        if "history" not in self.__dict__:
            return
        for notice in self.history.notices:
            click.echo(f"note: {notice}", err=True)
        self.history.close()


def with_world(function: Any) -> Any:
    """Give a command `--json` and `--plain`, and its first argument, the `World`."""

    @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
    @click.option("--plain", is_flag=True, help="Lines without colour; nothing moves.")
    @functools.wraps(function)
    def command(*args: Any, as_json: bool, plain: bool, **kwargs: Any) -> Any:
        world = World(as_json=as_json, plain=plain)
        try:
            return function(world, *args, **kwargs)
        finally:
            world.put_away()

    return command


def warn(words: str) -> None:
    """Something that keeps nobody from their answer, on stderr."""
    click.echo(f"warning: {words}", err=True)


def _warn_of(faults: Sequence[Fault], advice: str) -> None:
    """The first of these faults, and how many there are."""
    from prep.model.text import counted

    if faults:
        (first, *more) = faults
        rest = f" (and {counted(len(more), 'more fault')})" if more else ""
        warn(f"{first}{rest}; {advice}")


def complete_slug(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Slugs for shell completion: folder names only, so that the Tab key is answered at once."""
    from prep.catalogue.problems import slugs

    return [slug for slug in slugs(find().content) if slug.startswith(incomplete)]


SLUG: dict[str, Any] = {"metavar": "SLUG", "shell_complete": complete_slug}
"""What every argument that names a problem has in common."""
