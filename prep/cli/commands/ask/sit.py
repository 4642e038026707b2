"""`prep ask [BANK]`: the questions whose turn it is, asked one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from prep.cli.days import day_or_none
from prep.cli.questions import BANK
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NoSuchThing

if TYPE_CHECKING:
    from prep.model.asking import Pick
    from prep.model.question import Bank

MINUTES = 20


class Sit(click.Command):
    """A command that is called by its group's name alone."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As it is typed."""
        formatter.write_usage("prep ask", "[BANK] [OPTIONS]")


@click.command("sit", cls=Sit, hidden=True, epilog="Example: prep ask behavioural --minutes 20")
@click.argument("bank", required=False, **BANK)
@click.option("--minutes", type=click.IntRange(1, 600), help=f"How long the sitting may take ({MINUTES}).")
@click.option("--number", type=click.IntRange(1, 100), metavar="N", help="At most so many questions.")
@click.option("--asker", default="", metavar="ID", help="Only this role asks.")
@click.option("--interview", metavar="DATE", help="Plan for that day, such as 2026-12-14; `none` forgets it.")
@click.option("--extra", is_flag=True, help="Also what nobody has to ask today.")
@click.option("--dry-run", is_flag=True, help="Only show what would be asked, and why.")
@with_world
def command(
    world: World,
    bank: str | None,
    minutes: int | None,
    number: int | None,
    asker: str,
    interview: str | None,
    extra: bool,
    dry_run: bool,
) -> None:
    """Answer what is due first, then what was weak, then what is new; without a bank, list the banks."""
    from prep.flows import asking

    if interview is not None:
        asking.set_interview(day_or_none(interview), world.chair)
    if bank is None:
        _banks(world)
        return
    if world.as_json and not dry_run:
        raise BadUsage("a sitting has no JSON answer", hint="Add --dry-run for the questions it would ask.")
    found = world.bank(bank)
    questions = [each for each in found.questions if asker in ("", each.asker.id)]
    if not questions:
        known = ", ".join(each.id for each in found.askers)
        raise NoSuchThing(f"nobody called {asker!r} asks in {bank}", hint=f"Asking are: {known}.")
    # With a number and no minutes, the number alone limits it.
    budget = timedelta(minutes=minutes or MINUTES) if minutes or not number else None
    picks = asking.todays(questions, world.chair, budget=budget, extra=extra)[:number]
    if dry_run:
        from prep.cli.why_lines import drawn_data, drawn_lines

        world.show("ask", drawn_data(picks), *(drawn_lines(picks) if picks else [_nothing_due(world, found, asker)]))
    elif not picks:
        world.console.print(_nothing_due(world, found, asker))
    else:
        _sit(world, found, picks)


def _sit(world: World, bank: Bank, picks: tuple[Pick, ...]) -> None:
    from rich.text import Text

    from prep.cli.asking import coming, hear
    from prep.flows import asking
    from prep.flows.hearing import Hearing
    from prep.history.ids import uuid7
    from prep.model.text import counted

    questions = coming(world, [pick.question for pick in picks], [pick.why for pick in picks])
    hearing = Hearing(questions, world.chair, sitting=uuid7(world.clock().utc))
    hear(world, hearing, title=bank.title)
    left = len(picks) - len(hearing.answers)
    said = f"{counted(len(hearing.answers), 'answer')} kept"
    more = f"; `prep ask {bank.name}` goes on with {left} more" if left else ""
    world.console.print(Text(f"\n{said}{more}.", style="bold"))
    for each in hearing.answers if world.may_draw else ():
        text = Text.assemble((f"{each.score}  ", "bold"), f"{each.question}  ")
        world.console.print(text.append(asking.next_time(each.key, world.chair), style="dim"))


def _banks(world: World) -> None:
    """The banks with what is due, and the one to begin with."""
    from rich.text import Text

    from prep.cli.show_questions import banks_table
    from prep.flows import asking

    state = asking.known(world.chair)
    rows: list[dict[str, Any]] = [
        {
            "bank": each.name,
            "title": each.title,
            "questions": len(each.questions),
            "answered": sum(question.key in state for question in each.questions),
            "due": len(asking.due(each, world.chair)),
        }
        for each in world.banks
    ]
    # What is due most; where nothing is, the bank of which least was ever answered.
    first = max(rows, key=lambda row: (row["due"], -row["answered"] / row["questions"]), default=None)
    day = asking.interview_date(world.chair)
    plan = [Text(f"Planned for the interview on {day:%A}, {day.day} {day:%B}.", style="dim")] if day else []
    advice = [Text(f"Begin with: prep ask {first['bank']}", style="bold")] if first else []
    data = {"banks": rows, "interview": day.isoformat() if day else None}
    world.show("ask", data, banks_table(rows), *plan, *advice)


def _nothing_due(world: World, bank: Bank, asker: str) -> Any:
    """When the next question of a bank comes back, and how to practise all the same."""
    from rich.text import Text

    from prep.flows import asking

    state = asking.known(world.chair)
    keys = [each.key for each in bank.questions if asker in ("", each.asker.id) and each.key in state]
    if not keys:
        return Text("there is nothing to ask; --extra asks anyway")
    soonest = min(keys, key=lambda key: state[key].due)
    return Text(f"Nothing is due: {asking.next_time(soonest, world.chair)}; --extra asks anyway.")
