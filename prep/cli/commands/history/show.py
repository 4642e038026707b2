"""`prep history show`: one thing that was done, step by step; or two sessions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from prep.cli.world import World, with_world
from prep.errors import BadUsage

if TYPE_CHECKING:
    from rich.console import RenderableType

    from prep.flows.past import Past
    from prep.model.answer import Answered
    from prep.model.onsite import OnSite
    from prep.model.rehearsal import Rehearsal
    from prep.model.session import Session


@click.command(epilog="Example: prep history show 1 --against 4")
@click.argument("which", default="1", metavar="[NUMBER|ID]")
@click.option("--text", "with_text", is_flag=True, help="Show the full text of every submission, too.")
@click.option("--diff", "whole", is_flag=True, help="Show every line that changed, not the first few.")
@click.option("--against", metavar="NUMBER|ID", help="Beside another session on the same problem: your former self.")
@with_world
def command(world: World, which: str, with_text: bool, whole: bool, against: str | None) -> None:
    """Show one thing whole: a session, a talk, an answer, a day.

    The newest, or the one of that number or id. `prep history list` numbers them; 1 is the newest.
    """
    from dataclasses import replace

    from prep.cli import show, show_history
    from prep.flows.past import find, past
    from prep.flows.practise import again
    from prep.flows.presence import as_left
    from prep.model.episode_record import episode_data
    from prep.model.session import Session

    seen = past(world.history, world.covers)
    world.tell_damage()
    number, episode = find(which, seen)
    if against is not None:
        _compare(world, seen, which, against)
        return
    if isinstance(episode.done, Session):
        episode = replace(episode, done=as_left(again(episode.id, world.desk), world.desk))
    remarks, opinions = seen.remarks.get(episode.id, ()), seen.opinions.get(episode.id, ())
    data = episode_data(number, episode, remarks, opinions)
    lines: list[RenderableType] = [show_history.episodes_table({number: episode}, world.clock(), world.console.width)]
    if isinstance(episode.done, Session):
        data |= _session(world, episode.done, lines, with_text=with_text, whole=whole)
    elif episode.done is not None:
        more, shown = _other(world, episode.done, whole=whole)
        data |= more
        lines += shown
    lines += show_history.opinion_lines(opinions)
    lines += show_history.remark_lines(remarks, world.clock().utc)
    if isinstance(episode.done, Session):
        lines.append(show.scored(episode.done))
    world.show("history show", data, *lines)


def _session(
    world: World, session: Session, lines: list[RenderableType], *, with_text: bool, whole: bool
) -> dict[str, object]:
    """A session step by step: its lines are added to `lines`, its data is the answer."""
    from prep.cli import show_history
    from prep.model.record import session_data
    from prep.model.text import printable
    from prep.model.timeline import red_over_time, step_data, steps
    from prep.screens import source

    taken = steps(world.history.facts(about=session.id))
    red = red_over_time(session.attempts)
    for step in taken:
        lines += show_history.step_lines([step], whole=whole)
        if with_text and step.attempt:
            lines.append(source.code(printable(step.attempt.text, most=len(step.attempt.text))))
    if red and len(session.judged) > 1:
        lines.append(show_history.red_table(red))
    data = session_data(session)
    if with_text:
        for each, attempt in zip(data["attempts"], session.attempts, strict=True):
            each["text"] = attempt.text
    over_time = [{"title": each.title, "outcomes": [o and o.value for o in each.outcomes]} for each in red]
    return {"attempts": data["attempts"], "timeline": [step_data(step) for step in taken], "red": over_time}


def _other(
    world: World, done: Rehearsal | Answered | OnSite, *, whole: bool
) -> tuple[dict[str, object], list[RenderableType]]:
    """A rehearsal, an answer or a day: what its data has beside that of a list, and its lines."""
    from prep.model.answer import Answered
    from prep.model.rehearsal import Rehearsal

    if isinstance(done, Rehearsal):
        from prep.cli.show_past_rehearsal import rehearsal_lines
        from prep.flows.question_time import replies_after

        replies = replies_after(done, world.chair)
        answers = [{"question": r.question.text, "seconds": r.took.total_seconds(), "mark": r.mark} for r in replies]
        return {"answers": answers}, rehearsal_lines(done, replies)
    if isinstance(done, Answered):
        return _answer(world, done, whole=whole)
    from prep.cli.show_day import names_of
    from prep.cli.show_past_day import day_lines
    from prep.flows.attending import Attending, House

    attending = Attending(done, House(world.desk, world.lectern, world.chair))
    return {}, day_lines(attending, names_of(world))


def _answer(world: World, answered: Answered, *, whole: bool) -> tuple[dict[str, object], list[RenderableType]]:
    from prep.cli.show_past_answer import Around, answer_lines
    from prep.flows import asking
    from prep.flows.question_time import AUDIENCE

    bank = answered.key.partition("/")[0]
    askers = {AUDIENCE.id: AUDIENCE.title}
    askers |= {asker.id: asker.title for each in world.banks if each.name == bank for asker in each.askers}
    before = asking.version_before(answered, world.chair)
    due = asking.next_time(answered.key, world.chair) if answered.real else "shown only: it counts for nothing"
    around = Around(askers.get(answered.asker, answered.asker), before, due)
    data: dict[str, object] = {"before": before.text if before is not None else None, "next": due}
    return data, answer_lines(answered, around, world.clock().utc, whole=whole)


def _compare(world: World, seen: Past, *words: str) -> None:
    """Two sessions on one problem, the earlier first, whatever order they were asked for in."""
    from rich.text import Text

    from prep.cli import show_history
    from prep.flows.past import find
    from prep.flows.practise import again
    from prep.flows.presence import as_left
    from prep.model.record import session_data
    from prep.model.session import Session
    from prep.model.timeline import changed_lines

    found: list[tuple[int, Session]] = []
    for word in words:
        number, episode = find(word, seen)
        if not isinstance(episode.done, Session):
            raise BadUsage(
                f"{word} is a {episode.kind}, and sessions are compared", hint="`prep history list --kind code`."
            )
        found.append((number, as_left(again(episode.id, world.desk), world.desk)))
    one, other = sorted(found, reverse=True)
    if one[1].uuid != other[1].uuid:
        raise BadUsage(
            f"these are two problems: {one[1].slug} and {other[1].slug}",
            hint=f"`prep history list --problem {other[1].slug}` shows what can stand beside it.",
        )
    if one[0] == other[0]:
        raise BadUsage("that is one session, twice", hint="Name another one on the same problem.")
    texts = [each.attempts[-1].text if each.attempts else "" for _, each in (one, other)]
    data = {
        "before": {"number": one[0], **session_data(one[1])},
        "after": {"number": other[0], **session_data(other[1])},
        "changed": list(changed_lines(*texts, context=3)),
    }
    head = Text(f"{other[1].slug}: your former self on the left", style="bold")
    lines = [Text("from the last submission then to the last one now:", style="dim"), *show_history.between(*texts)]
    world.show(
        "history show", data, head, show_history.side_by_side(one, other, world.clock()), *(lines if all(texts) else ())
    )
