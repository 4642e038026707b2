"""`prep talk new`: a talk of your own, from five questions or from another talk."""

from __future__ import annotations

from typing import Any

import click

from prep.cli.talks import TALK
from prep.cli.world import World, with_world
from prep.errors import BadUsage

MINUTES = click.IntRange(5, 180)
RESULTS = click.IntRange(1, 4)
QUESTIONS = click.IntRange(0, 180)


@click.command(epilog='Example: prep talk new my-talk --minutes 30 --title "What I found"')
@click.argument("slug")
@click.option("--title", help="Its title.")
@click.option("--minutes", type=MINUTES, metavar="N", help="Minutes of speaking in full (45).")
@click.option("--theme", help="All of your work in one sentence.")
@click.option("--results", type=RESULTS, metavar="N", help="How many results it tells: 1 to 4 (2).")
@click.option("--questions", type=QUESTIONS, metavar="N", help="Minutes of questions after it.")
@click.option("--like", **{**TALK, "metavar": "TALK"}, help="Copy this talk instead.")
@with_world
def command(
    world: World,
    slug: str,
    title: str | None,
    minutes: int | None,
    theme: str | None,
    results: int | None,
    questions: int | None,
    like: str | None,
) -> None:
    """Write a talk of your own, to be filled in.

    On a terminal what is not given is asked, in five questions; elsewhere there are defaults. The sections and
    their budgets are those of a job talk of that length; lines with ✎ need your hand.
    """
    from rich.text import Text

    from prep.catalogue.names import RESERVED_TALKS, is_kebab
    from prep.catalogue.talks import talk_slugs
    from prep.cli import show
    from prep.cli.show_talk import length
    from prep.flows.author_talk import copied, draft, results_in
    from prep.flows.talk_file import texts, write_talk
    from prep.model.text import counted

    if not is_kebab(slug) or slug in RESERVED_TALKS:
        raise BadUsage(
            f"{slug!r} cannot be the name of a talk",
            hint="Lower-case words joined by hyphens, and not the name of a command: `my-talk`.",
        )
    if slug in talk_slugs(world.places.talk_roots):
        raise BadUsage(
            f"there is a talk called {slug!r} already", hint="Choose another slug, and copy that one with --like."
        )
    given = {"title": title, "minutes": minutes, "theme": theme, "results": results, "questions": questions}
    if like is not None:
        if named := [name for name, value in given.items() if value is not None]:
            raise BadUsage(f"--{named[0]} does not go with --like", hint="The copy is as the other is; then edit it.")
        talk = copied(world.talk(like), slug)
    else:
        answers = _answers(world, slug, given)
        talk = draft(slug, **answers)
        if (held := results_in(talk)) < answers["results"]:
            click.echo(f"note: in {talk.minutes} minutes there is room for {counted(held, 'result')}", err=True)
    written = write_talk(talk, world.places.talks / slug)
    unfilled = sum(text.count("✎") for text in texts(written).values())
    data = {"slug": slug, "folder": str(written.folder), "sections": len(written.sections), "unfilled": unfilled}
    fill = f"fill in the {unfilled} lines with ✎" if unfilled else "put your own work in"
    then = Text.assemble(f"next: {fill}, then ", (f"prep talk plan {slug} --all", "bold"))
    what = Text(f"{written.title}: {len(written.sections)} sections, {length(written, written.minutes)}")
    world.show("talk new", data, show.path_line("written:", written.folder), what, then)


def _answers(world: World, slug: str, given: dict[str, Any]) -> dict[str, Any]:
    """The five answers: as given, as asked where somebody is there to answer, else the usual ones."""
    from prep.model.talk import questions_after

    def answer(name: str, words: str, default: Any, **options: Any) -> Any:
        if given[name] is not None or not world.may_ask:
            found = default if given[name] is None else given[name]
        else:
            found = click.prompt(words, default=default, **options)
        return _line(name, found) if isinstance(found, str) else found

    title = answer("title", "Its title", slug.replace("-", " ").capitalize())
    minutes = answer("minutes", "Minutes of speaking, in full", 45, type=MINUTES)
    theme = answer("theme", "All of your work in one sentence (Enter: later)", "", show_default=False)
    results = answer("results", "How many results it tells", 2, type=RESULTS)
    questions = answer("questions", "Minutes of questions after it", questions_after(minutes), type=QUESTIONS)
    return {"title": title, "minutes": minutes, "theme": theme, "results": results, "questions": questions}


def _line(name: str, text: str) -> str:
    """A text that a file and a terminal can hold in one line."""
    from prep.model.text import printable

    text = text.strip()
    if "\n" in text or printable(text, most=len(text)) != text or (name == "title" and not text):
        raise BadUsage(f"the {name} must be one line of plain text", hint=f"Nothing was written: --{name} TEXT.")
    return text
