"""Questions after a talk as text, for screen and lines: the hand that goes up, the card, what was wanted, the marks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from prep.flows.question_time import GREEN, RED, YELLOW, QuestionTime, Reply, Stage, card
from prep.model.moment import clock_face
from prep.model.question import Question
from prep.model.rubric import BAR, MARKS
from prep.model.rubrics import QUESTION_TIME
from prep.model.standing import Light
from prep.model.text import counted, one_line, printable
from prep.screens import asking_parts

COLOURS = asking_parts.COLOURS
CARDS = {
    None: ("○", "speak"),
    Light.GREEN: ("●", "green: long enough"),
    Light.YELLOW: ("▲", "yellow: come to the end"),
    Light.RED: ("■", "red: stop"),
}
"""A sign and words for each card: a colour alone tells some people nothing."""
(CRITERION,) = QUESTION_TIME.criteria
SAID = {
    Stage.HIDDEN: "space: hear the question. Your time begins then.",
    Stage.SPEAKING: "space: that was my answer.",
    Stage.SHOWN: "1 to 4: your mark, 3 is the bar.",
    Stage.SCORED: "space: the next question. q: that was enough.",
}
CELLS = 36


def bar(time: QuestionTime, width: int, *, back: bool = False) -> Text:
    """Which question it is (or that one looks back) and which talk, on one line of `width` columns."""
    left = counted(len(time.replies), "answer") if back else f"question {time.place}"
    right = one_line(time.talk.title)
    room = width - len(left) - 2
    if len(right) > room:
        right = f"{right[: room - 1]}…" if room > 12 else ""
    return Text.assemble((left, "bold"), right.rjust(max(0, width - len(left))))


def hand(question: Question) -> Text:
    """Who asks, before anybody knows what."""
    return Text.assemble(
        ("A hand goes up: ", "cyan"),
        (f"{printable(question.asker.title)}\n", "bold cyan"),
        (printable(question.asker.who), "not bold"),
    )


def asked(question: Question) -> Text:
    """The question; who asks it stands before it, small."""
    return Text.assemble((f"{printable(question.asker.title)}\n", "not bold cyan"), printable(question.text))


def beside(time: QuestionTime) -> Text:
    """Beside the clock: the card in words, and how far the answer is on the way to the red one."""
    sign, word = CARDS[time.card]
    colour = COLOURS[time.card] if time.card else ""
    full = min(CELLS, int(CELLS * (time.took / RED)))
    ends = {round(CELLS * (each / RED)) - 1: clock_face(each) for each in (GREEN, YELLOW, RED)}
    line, below = Text(), Text(style="dim")
    for cell in range(CELLS):
        line.append(
            "┃" if cell in ends else "━" if cell < full else "─", style=(colour or "bold") if cell < full else "dim"
        )
        if cell in ends:
            # Right under its mark, which is where the last digit stands.
            below.append(ends[cell].rjust(cell + 1 - len(below)))
    return Text.assemble((f"{sign} {word}\n", f"bold {colour}".strip()), line, "\n", below)


def now(time: QuestionTime) -> Text:
    """The clock and its card on one line."""
    sign, word = CARDS[time.card]
    return Text.assemble(
        (f"{clock_face(time.took)} {sign} {word}", f"bold {COLOURS[time.card]}" if time.card else "bold")
    )


def wanted(time: QuestionTime, *, with_levels: bool = False) -> RenderableType:
    """How long the answer was, what they wanted to know, what a strong answer shows, what warns, what they ask next."""
    shown: list[RenderableType] = [
        length(time),
        asking_parts.wants(time.question.asker),
        Text(),
        asking_parts.strong(time.question),
    ]
    return Group(*shown, *([Text(), levels(time)] if with_levels else []))


def length(time: QuestionTime) -> Text:
    """How long the answer was, and which card was up."""
    took = f"You spoke for {clock_face(time.took)}"
    if time.card is None:
        words = f"{took}: short; {clock_face(GREEN)} to {clock_face(RED)} is what they have patience for."
        return Text.assemble((words, "yellow"))
    sign, _ = CARDS[time.card]
    after = "too long" if time.card is Light.RED else "long enough"
    return Text.assemble((f"{took}: {sign} {after}, the {time.card} card was up.", COLOURS[time.card]))


def levels(time: QuestionTime) -> RenderableType:
    """The four levels; once a mark is given, that one alone."""
    mark = time.replies[-1].mark if time.replies else None
    table = Table.grid(padding=(0, 1))
    for each in [mark] if time.stage is Stage.SCORED and mark else reversed(MARKS):
        table.add_row(Text(f" {each} ", style="reverse"), CRITERION.levels[each])
    return table


def said(time: QuestionTime) -> Text:
    """What to press now."""
    words = SAID[time.stage]
    if time.stage is Stage.SCORED and time.last:
        words = "That was the last question. space: the end."
    return Text(words, style="bold")


def summary(replies: Sequence[Reply]) -> RenderableType:
    """The answers of a round: how long each was, its mark, and what to take from it."""
    if not replies:
        return Text("no question was answered")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("card", no_wrap=True)
    table.add_column("mark", justify="right", no_wrap=True)
    table.add_column("question", overflow="fold")
    for reply in replies:
        up = card(reply.took)
        sign, word = CARDS[up]
        held = Text(f"{sign} {word.partition(':')[0] if up else 'short'}", style=COLOURS[up] if up else "")
        mark = Text("·" if reply.mark is None else str(reply.mark), style=_style(reply.mark))
        table.add_row(clock_face(reply.took), held, mark, Text(printable(reply.question.text)))
    return Group(table, Text(), Text(lesson(replies), style="bold"))


def lesson(replies: Sequence[Reply]) -> str:
    """One sentence on a round, with its numbers."""
    n = len(replies)
    weak = [reply for reply in replies if reply.mark is not None and reply.mark < BAR]
    long = sum(card(reply.took) is Light.RED for reply in replies)
    answers = counted(n, "answer")
    if weak:
        worst = min(weak, key=lambda reply: reply.mark or 0)
        return f"{len(weak)} of {answers} below the bar: begin with “{one_line(worst.question.text, most=60)}”"
    if 2 * long >= n:
        return f"{long} of {answers} too long: say the answer first, then one reason, then stop"
    short = sum(card(reply.took) is None for reply in replies)
    if 2 * short > n:
        return f"{short} of {answers} shorter than {clock_face(GREEN)}: add the number or the example behind it"
    return f"{answers}, none below the bar: another seed brings them in another order"


def _style(mark: int | None) -> str:
    return "dim" if mark is None else "green" if mark >= BAR else "yellow"
