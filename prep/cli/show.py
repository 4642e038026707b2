"""Nouns as lines: what a verdict, a problem, a session and a rubric look like in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prep.model.moment import Moment, clock_face
from prep.model.outcome import Outcome
from prep.model.problem import Problem
from prep.model.rubric import BAR, CODING, MEASURED, Criterion
from prep.model.session import Session
from prep.model.text import counted
from prep.model.verdict import Check, Verdict

if TYPE_CHECKING:
    from rich.markdown import Markdown

MARKS = {Outcome.PASSED: ("✓", "green"), Outcome.NOT_RUN: ("·", "dim")}
OPTIONAL = " (optional)"


def mark(outcome: Outcome) -> Text:
    """One sign for an outcome: ✓ passed, · not run, ✗ everything else."""
    sign, style = MARKS.get(outcome, ("✗", "red"))
    return Text(sign, style=style)


def headline(verdict: Verdict, problem: Problem) -> Text:
    """The verdict in one line."""
    passed = verdict.passed
    line = Text()
    if verdict.outcome is Outcome.NOT_GRADABLE:
        return line.append("not graded: ", style="bold yellow").append(verdict.message)
    if not verdict.outcome.counts:
        return line.append(f"{verdict.outcome.words}: ", style="bold yellow").append(verdict.message)
    line.append("passed" if passed else "not passed", style="bold green" if passed else "bold red")
    line.append(f": {verdict.passing} of {counted(len(verdict.checks), 'check')}")
    if passed and verdict.passing < len(verdict.checks):
        line.append("; the others are optional")
    if not passed and verdict.outcome is not Outcome.FAILED:
        line.append(f"; it {verdict.outcome.words}")
    return line.append(f"  ({verdict.seconds:.1f} s)", style="dim")


def verdict(verdict: Verdict, problem: Problem) -> RenderableType:
    """The whole verdict: each check by stage, the mistakes it looks like, what it printed."""
    parts: list[RenderableType] = [headline(verdict, problem)]
    staged = len({check.stage for check in verdict.checks}) > 1
    for stage, checks in groupby(sorted(verdict.checks, key=lambda c: c.stage), key=lambda c: c.stage):
        if staged:
            title = f"stage {stage}: {problem.stages[stage - 1].title}" if problem.stages else f"stage {stage}"
            parts.append(Text(title + ("" if problem.required(stage) else OPTIONAL), style="bold"))
        parts += [_check(check) for check in checks]
    parts += likely(verdict, problem)
    if verdict.message and verdict.outcome.counts:
        parts.append(Text(verdict.message, style="yellow"))
    if verdict.output.strip():
        parts.append(Text("your program printed:", style="dim"))
        parts.append(Padding(Text(verdict.output.rstrip()), (0, 0, 0, 2)))
    return Group(*parts)


def likely(verdict: Verdict, problem: Problem) -> list[RenderableType]:
    """The known mistakes it looks like, in words; where its results are those of one, that one alone."""
    likeness = verdict.likeness
    ids = (likeness.mistake,) if likeness else verdict.mistakes
    if not ids:
        return []
    where = f" on {likeness.equal_on} of {counted(likeness.of, 'input')}" if likeness else ""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", no_wrap=True, style="yellow")
    table.add_column(ratio=1)
    for position, id in enumerate(ids):
        mistake = problem.mistake(id)
        says = Text.assemble((id, "bold yellow"), where, (f": {mistake.says}" if mistake else "", "yellow"))
        table.add_row("or" if position else "gives the results of" if likeness else "looks like", says)
    return [table]


def _check(check: Check) -> RenderableType:
    line = Table.grid(padding=(0, 1))
    line.add_column(width=1)
    line.add_column(width=12, style="dim")
    line.add_column(ratio=1)
    said = Text(check.title)
    if check.message and not check.passed:
        said.append(f"\n{check.message}", style="yellow" if check.outcome is Outcome.FAILED else "red")
    line.add_row(mark(check.outcome), check.axis.value.replace("_", " "), said)
    return Padding(line, (0, 0, 0, 2))


def problem_lines(problem: Problem, *, passed: bool) -> RenderableType:
    """A problem's facts and its statement."""
    limits = problem.limits
    facts = Text.assemble(
        (problem.title, "bold"),
        f"\n{problem.kind} · {problem.topic} · {problem.level} · {problem.minutes} min · ",
        f"{counted(len(problem.checks), 'check')}, knows {counted(len(problem.mistakes), 'mistake')} by name",
        ("\npassed before" if passed else "", "green"),
        (
            f"\nlimits: {limits.call:g} s a call, {limits.check:g} s a check, {limits.submission:g} s in all, "
            f"{limits.memory:,} MiB\n",
            "dim",
        ),
    )
    return Group(facts, statement(problem, 1))


def statement(problem: Problem, stage: int) -> Markdown:
    """What a candidate reads once `stage` is open; the title, which stands over it already, is left out."""
    text = problem.statement_up_to(stage)
    return markdown(text.partition("\n")[2] if text.startswith("# ") else text)


def markdown(text: str) -> Markdown:
    """Markdown, its code in the terminal's own colours."""
    from rich.markdown import Markdown

    return Markdown(text.strip(), code_theme="ansi_dark")


def path_line(words: str, path: Path, after: str = "") -> Text:
    """A line with a path in it, which is never broken, so that it can be copied."""
    return Text.assemble(f"{words} ", (str(path), "bold"), after, no_wrap=True)


def reset(answer: Path) -> Text:
    """Where everything is after a reset."""
    return path_line("the starter is back; what was there is kept in", answer.parent / "archive")


def problem_table(problems: Iterable[Problem], passed: set[str], *, wide: bool) -> Table:
    """One line a problem; the topic where there is room for it."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("slug", no_wrap=True, style="bold")
    table.add_column("min", justify="right")
    table.add_column("level", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("title")
    if wide:
        table.add_column("topic")
    for problem in problems:
        sign = Text("✓", style="green") if problem.slug in passed else Text(" ")
        words = (problem.slug, str(problem.minutes), problem.level.value, problem.kind.value, problem.title)
        table.add_row(sign, *map(Text, words), *([Text(problem.topic)] if wide else []))
    return table


def rubric(criteria: Iterable[Criterion] = CODING.criteria) -> RenderableType:
    """The criteria with every level described."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(justify="right", style="bold")
    table.add_column(overflow="fold")
    for criterion in criteria:
        for position, (level, words) in enumerate(sorted(criterion.levels.items(), reverse=True)):
            table.add_row("" if position else criterion.title, str(level), words)
    return table


def scored(session: Session) -> RenderableType:
    """The candidate's marks and the measured ones, side by side, and what they say together."""
    if session.score is None:
        return Text("no self-score" if not session.open else "`prep code finish` ends it and takes your self-score.")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("criterion")
    table.add_column("yours", justify="right")
    table.add_column("measured", justify="right")
    for criterion in CODING.criteria:
        own = session.score.marks[criterion.id]
        measured = str(session.measured) if criterion.id in MEASURED else "·"
        table.add_row(criterion.title, Text(str(own), style="green" if own >= BAR else "yellow"), measured)
    return Group(table, Text(measured_facts(session)), Text(gap_in_words(session), style="bold"))


def measured_facts(session: Session) -> str:
    """What was measured, in one sentence."""
    took = session.took or timedelta(0)
    over = took - session.planned
    time = f"of {session.minutes}:00, {clock_face(over)} over" if over > timedelta(0) else f"of {session.minutes}:00"
    came = session.upshot
    result = f"passed at {clock_face(came.passing)}" if came.passing is not None else "not passed"
    best = f", at best {counted(came.best, 'check')} green" if came.passing is None and came.number else ""
    attempts, hints = counted(came.number, "attempt"), counted(session.hints, "hint")
    return f"{result}{best}; {clock_face(took)} {time}; {attempts}, {hints}."


def gap_in_words(session: Session) -> str:
    """Where the own marks and the facts part, and what to do about it."""
    if session.score is None:
        return ""
    gaps = [session.score.marks[id] - session.measured for id in MEASURED]
    if max(gaps) > 0:
        return "You marked yourself above what was measured: next time, say what would convince a listener."
    if min(gaps) < 0:
        return "You did better than you thought: trust the work, and say so in the room."
    return "Your marks and the facts agree."


def session_line(session: Session, now: Moment) -> Text:
    """An open session in one line."""
    left = session.remaining(now)
    time = f"{clock_face(left)} left" if left >= timedelta(0) else f"{clock_face(-left)} over"
    line = Text.assemble((session.slug, "bold"), f" · {session.mode} · {session.phase} · ", (time, "bold"))
    return line.append(" · parked" if session.parked else " · paused" if session.paused else "")


def result_words(session: Session) -> str:
    """How a session came out, in a few words."""
    if session.passed:
        return "passed"
    state = ("parked" if session.parked else "open") if session.open else "gave up" if session.gave_up else ""
    came = session.upshot
    so_far = f"{came.best} of {came.checks}" if came.checks else "" if state else "not graded"
    return ", ".join(part for part in (state, so_far) if part)


def day_and_time(at: datetime, now: datetime) -> str:
    """A local time, short: this year's with its minute, another year's as a date."""
    at, now = at.astimezone(), now.astimezone()
    return f"{at.day:2} {at:%b %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d}"
