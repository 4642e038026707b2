"""`prep talk plan`: what survives in a shorter slot."""

from __future__ import annotations

import click

from prep.cli.talks import TALK, Minutes
from prep.cli.world import World, with_world
from prep.errors import BadUsage, NotPassed


@click.command(epilog="Example: prep talk plan research-job-talk --minutes 20")
@click.argument("slug", **TALK)
@click.option("--minutes", type=Minutes(), metavar="N", help="Minutes of speaking, from 5 up; 12.5 is fine.")
@click.option("--all", "side_by_side", is_flag=True, help="The full length, 45, 30, 20, 10 and 5 side by side.")
@click.option("--markdown", is_flag=True, help="Answer with Markdown.")
@with_world
def command(world: World, slug: str, minutes: float | None, side_by_side: bool, markdown: bool) -> int:
    """Plan a talk for a slot: what stays, for how long, and what goes.

    Sections are kept by tier and priority as long as their least times fit; then the time left fills them up to
    their targets, in the same order. Where a section goes, the bridge to say and the slide to jump to are shown.
    Without --minutes it is the full length. Minutes are of speaking: questions come on top. Exit code 1 if the
    musts do not fit.
    """
    from rich.text import Text

    from prep.cli import show_talk, talk_markdown
    from prep.cli.talks import plan_data, plan_of, versions

    if side_by_side and minutes is not None:
        raise BadUsage("--all and --minutes exclude each other", hint="--all shows the usual lengths side by side.")
    talk = world.talk(slug)
    if side_by_side:
        plans = {each: plan_of(talk, each) for each in versions(talk)}
        data = {"slug": talk.slug, "plans": [plan_data(talk, each, plan) for each, plan in plans.items()]}
        text = Text(talk_markdown.versions_markdown(talk, plans), no_wrap=True)
        world.show("talk plan", data, text if markdown else show_talk.versions_table(talk, plans))
        return 0
    length = minutes or talk.minutes
    plan = plan_of(talk, length)
    text = Text(talk_markdown.plan_markdown(talk, length, plan), no_wrap=True)
    lines = text if markdown else show_talk.plan_lines(talk, length, plan)
    world.show("talk plan", plan_data(talk, length, plan), lines)
    return 0 if plan.feasible else NotPassed.exit_code
