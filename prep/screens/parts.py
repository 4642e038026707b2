"""The parts of the practice screen: its keys, and as text the bar, the row of checks, the failure. No widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.text import Text
from textual.binding import Binding, BindingType

from prep.model.moment import ZERO, Moment, clock_face
from prep.model.outcome import Outcome
from prep.model.problem import CheckSpec, Problem
from prep.model.session import Mode, Session
from prep.model.text import counted

NEARLY_OVER = 0.2
GAP = "   "
KEYS: list[BindingType] = [
    ("s", "submit", "submit"),
    ("h", "hint", "hint"),
    ("a", "ask", "ask"),
    ("p", "pause", "pause"),
    ("n", "next", "next"),
    ("e", "edit", "editor"),
    ("f", "finish", "finish"),
    ("g", "give_up", "give up"),
    Binding("question_mark", "help", "help", key_display="?"),
    Binding("o", "solution", "solution", show=False),
    Binding("q", "leave", "leave", show=False),
    Binding("ctrl+c", "leave", "leave", show=False, priority=True),
]

HELP = """\
Edit and save `{answer}`: in practise mode every save is graded.

- **s** submit: grade now; an interview asks for your guess first
- **a** ask: clarify a convention · **h** hint: they rise, and cost the mark 4
- **p** pause the clock, and go on (practise mode)
- **n** next: the next stage when this one is green; follow-ups after a pass
- **e** open the editor (`$EDITOR`)
- **f** finish and score yourself · **g** give up · **o** solution, after a pass or a give-up
- **q** leave: `prep code` goes on with the time that is left
- **↑ ↓ PgUp PgDn** scroll the statement
"""


def bar(session: Session, now: Moment, width: int) -> Text:
    """The problem, the phase and the time left, on one line of `width` columns."""
    left = session.remaining(now)
    time = f"{clock_face(left)} left" if left >= ZERO else f"{clock_face(-left)} over"
    if session.paused:
        time = f"paused · {time}"
    stage = f" · stage {session.stage} of {session.last_stage}" if session.last_stage > 1 else ""
    right = f"{session.mode.value} · {session.phase.value}{stage} · {time}"
    room = max(0, width - len(right) - 2)
    title = session.title if len(session.title) <= room else f"{session.title[: max(0, room - 1)]}…"
    text = Text(title.ljust(room) + "  ", style="bold")
    style = "bold"
    if left < ZERO:
        style = "bold red"
    elif left < session.planned * NEARLY_OVER:
        style = "bold yellow"
    return text.append(right[: -len(time)]).append(time, style=style)


def statement(problem: Problem, stage: int) -> str:
    """The statement without its first heading: the bar has the title."""
    first, _, rest = problem.statement_up_to(stage).partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") else problem.statement_up_to(stage)


def row(
    specs: Sequence[CheckSpec], outcomes: Mapping[str, Outcome], session: Session, *, busy: bool, width: int
) -> Text:
    """The row of checks by axis, filling as they end, folded between axes at `width`; an interview has none."""
    if session.mode is Mode.INTERVIEW:
        return _interview(session, busy=busy)
    green = sum(outcome is Outcome.PASSED for outcome in outcomes.values())
    if busy:
        head = Text(f"grading… {len(outcomes)} of {len(specs)}", style="bold")
    elif outcomes:
        style = "bold green" if green == len(specs) else "bold"
        head = Text(f"{green} of {counted(len(specs), 'check')} green", style=style)
    else:
        head = Text("save your answer to have it graded", style="bold")
    parts = [head]
    for axis, checks in groupby(sorted(specs, key=lambda s: _axis_order(s, specs)), key=lambda s: s.axis):
        signs = [_sign(outcomes.get(spec.id)) for spec in checks]
        parts.append(Text.assemble(f"{axis.value.replace('_', ' ')} ", *signs))
    return _folded(parts, width)


def _folded(parts: Sequence[Text], width: int) -> Text:
    """The parts with a gap between them, a new line where the next would not fit."""
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(GAP) + len(part) <= width:
            lines[-1] = Text.assemble(lines[-1], GAP, part)
        else:
            lines.append(part)
    return Text("\n").join(lines)


def _sign(outcome: Outcome | None) -> Text:
    if outcome is None or outcome is Outcome.NOT_RUN:
        return Text("·", style="dim")
    return Text("✓", style="green") if outcome is Outcome.PASSED else Text("✗", style="bold red")


def titles(specs: Sequence[CheckSpec], outcomes: Mapping[str, Outcome], session: Session) -> Text:
    """Every check by its title, for a terminal with room; an interview shows none."""
    if session.mode is Mode.INTERVIEW:
        return Text()
    lines = [Text.assemble(_sign(outcomes.get(spec.id)), f" {spec.title}") for spec in specs]
    return Text("\n").join(lines)


def _axis_order(spec: CheckSpec, specs: Sequence[CheckSpec]) -> int:
    return next(number for number, other in enumerate(specs) if other.axis is spec.axis)


def _interview(session: Session, *, busy: bool) -> Text:
    if busy:
        return Text("grading…", style="bold")
    verdict = session.verdict
    if verdict is None:
        return Text("interview: graded when you submit (s), after your guess", style="bold")
    words = "passed" if verdict.passed else f"not passed: {verdict.passing} of {len(verdict.checks)} checks green"
    return Text(words, style="bold green" if verdict.passed else "bold")


def failure(session: Session, problem: Problem) -> Text:
    """The first failure in words and the mistake it looks like; what to do next after a pass."""
    verdict = session.verdict
    if verdict is None:
        return Text()
    if verdict.passed:
        if session.stage < problem.last_stage:
            return Text(f"Stage {session.stage} is green. n opens stage {session.stage + 1}.", style="green")
        return Text("Passed. n asks a follow-up, o shows the solution, f finishes.", style="green")
    if session.mode is Mode.INTERVIEW:
        return Text()
    first = verdict.first_failure
    if first is None:
        return Text(verdict.message)
    text = Text.assemble(("✗ ", "bold red"), (first.title, "bold"), f"\n{first.message}")
    likeness = verdict.likeness
    id = likeness.mistake if likeness else next(iter(verdict.mistakes), "")
    if mistake := problem.mistake(id):
        text.append("\ngives the results of " if likeness else "\nlooks like ", style="yellow")
        text.append(mistake.id, style="bold yellow")
        text.append(f" on {likeness.equal_on} of {counted(likeness.of, 'input')}" if likeness else "", style="yellow")
        text.append(f": {mistake.says}")
    printed = verdict.output.strip().splitlines()
    if printed:
        text.append(f"\nit printed: {printed[-1]}", style="dim")
    return text
