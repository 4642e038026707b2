"""A question being asked, as text for screen and lines: who asks, the card that is up, what was kept. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.table import Table
from rich.text import Text

from prep.flows.hearing import Hearing, Stage
from prep.model.answer import Answered, Story, length_words
from prep.model.company import Company
from prep.model.content_words import first_sentence
from prep.model.moment import ZERO, clock_face
from prep.model.question import Asker, Bank, Question
from prep.model.rubric import BAR, MARKS, Rubric
from prep.model.rubrics import RUBRICS
from prep.model.standing import Light
from prep.model.text import counted, printable
from prep.model.why import WhySitting, in_common

COLOURS = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}
CARDS = {
    None: ("○", "go on"),
    Light.GREEN: ("●", "long enough"),
    Light.YELLOW: ("▲", "come to the end"),
    Light.RED: ("■", "too long"),
}
"""A sign and a word for each card: a colour alone tells some people nothing."""
AFTERWARDS = {None: "short", Light.GREEN: "in time", Light.YELLOW: "a little long", Light.RED: "too long"}
"""The words once the last one is said."""
SWAP_TEST = "Is it still true with a rival's name in it?"
SWAPPED = "Then it would do for them, too: `specific` can hardly be above 2."
SAME_REASON, DETAIL_CHANGES = "Is the core reason the same in all of them?", "Does the detail change with the asker?"
REST = "Good three times, and a 4 unaided: may it wait longer than usual?"
PEEK = "Look now? The answer then counts as not known."
GIVE_UP = "Give up? It is recorded."


def bar(hearing: Hearing, title: str, width: int) -> Text:
    """Which question it is and who asks, and what is left of the sitting, on one line of `width` columns."""
    left = hearing.left()
    right = title if left is None else f"{title} · {clock_face(left)} left"
    text = Text.assemble((f"{hearing.place} · {hearing.question.asker.title}", "bold"))
    if len(text) + 2 + len(right) > width:
        right = "" if left is None else f"{clock_face(left)} left"
    text.truncate(max(0, width - len(right) - 1), overflow="ellipsis")
    return text.append(right.rjust(max(0, width - len(text))))


def who(asker: Asker) -> Text:
    """Who sits there."""
    return Text(printable(asker.who), style="dim")


def wants(asker: Asker) -> Text:
    """What they really want to know."""
    return Text.assemble(("They want to know: ", "cyan"), printable(asker.wants))


def asked(question: Question) -> Text:
    """The question as it is asked."""
    return Text(printable(question.text), style="bold")


def length(question: Question) -> str:
    """How long to speak."""
    return f"Speak for about {clock_face(timedelta(seconds=question.seconds))}."


def beside(hearing: Hearing, width: int) -> Text:
    """Beside the clock: the card in a word, how much of the length is spoken, the same as a bar."""
    spoken, seconds = hearing.spoken, hearing.question.seconds
    sign, word = CARDS[hearing.card]
    colour = COLOURS.get(hearing.card, "") if hearing.card else ""
    if hearing.stage is Stage.ASKED:
        word = "not begun"
    elif hearing.stage is Stage.SAID:
        word = AFTERWARDS[hearing.card]
    cells = max(8, min(width, 40))
    full = min(cells, round(cells * spoken.total_seconds() / seconds)) if seconds else 0
    return Text.assemble(
        (f"{sign} {word}", f"bold {colour}".strip()),
        (f"\n{clock_face(spoken)} of {clock_face(timedelta(seconds=seconds))}\n", "dim"),
        ("━" * full, colour),
        ("─" * (cells - full), "dim"),
    )


def written(hearing: Hearing) -> Text:
    """What was written, with its length in words and spoken."""
    if not hearing.text:
        return Text()
    said = length_words(hearing.text, hearing.question.seconds)
    return Text.assemble((f"{said}\n", "cyan"), printable(hearing.text, most=10_000))


def kept(answered: Answered) -> Text:
    """The score of an answer, its length and its marks, in a line or two."""
    if answered.gave_up:
        return Text.assemble(("Given up: it is kept, and it comes back.", "bold yellow"))
    style = "green" if answered.score >= BAR else "yellow"
    took, limit = (clock_face(timedelta(seconds=round(each))) for each in (answered.seconds, answered.limit))
    text = Text.assemble((f"score {answered.score}", f"bold {style}"))
    if answered.seconds:
        text.append(f" · {took} of {limit}{', too long' if answered.late else ''}")
    criteria = RUBRICS[answered.rubric].criteria
    text.append(f" · {' '.join(f'{each.id} {answered.marks[each.id]}' for each in criteria)}", style="dim")
    if answered.peeked:
        text.append("\nYou looked first: it counts as not known.", style="yellow")
    elif answered.helped:
        text.append("\nWith a look at your stories.", style="dim")
    return text


def strong(question: Question) -> Table:
    """What a strong answer shows, what warns a listener, and what they ask next."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(Text("a strong answer", style="bold green"), Text(printable(question.shows)))
    for flag in question.red_flags:
        table.add_row(Text("a red flag", style="bold red"), Text(printable(flag)))
    for follow in question.follow_ups:
        table.add_row(Text("they ask next", style="bold cyan"), Text(printable(follow)))
    return table


def next_time(hearing: Hearing) -> Text:
    """When the question comes back, and why then."""
    said = hearing.next_time()
    return Text(f"{said[:1].upper()}{said[1:]}.", style="italic")


def titles(found: Sequence[Story]) -> list[str]:
    """The titles of stories: enough to remember them by."""
    return [printable(each.title) for each in found]


def rubric(rubric: Rubric) -> Table:
    """Every criterion with every level described."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(justify="right", style="bold")
    table.add_column(overflow="fold")
    for criterion in rubric.criteria:
        for position, mark in enumerate(reversed(MARKS)):
            table.add_row("" if position else criterion.title, str(mark), criterion.levels[mark])
    return table


def named(company: Company, text: str, *, reveal: bool) -> Text:
    """Which facts about a company a text names; what it does not name stays hidden unless it is revealed."""
    found = company.named_in(text)
    of = f"{counted(len(company.to_name), 'fact')} about {company.name}"
    if not company.to_name:
        return Text(printable(f"The page about {company.name} has no facts yet."), style="dim")
    if found:
        which = "; ".join(f"{first_sentence(fact.text, most=60)} ({', '.join(words)})" for fact, words in found)
        return Text.assemble((printable(f"It names {len(found)} of your {of}: {which}"), "green"))
    if not reveal:
        return Text.assemble((printable(f"It names none of your {of}; they are shown at the end."), "yellow"))
    which = "; ".join(first_sentence(fact.text, most=60) for fact in company.to_name)
    return Text.assemble((printable(f"It names none of your facts about {company.name}: {which}"), "yellow"))


def facts(company: Company) -> Text:
    """The facts about a company, under their headings."""
    text = Text.assemble((f"What you know about {printable(company.name)}", "bold"))
    for section in dict.fromkeys(fact.section for fact in company.facts):
        text.append(f"\n{printable(section)}" if section else "", style="cyan")
        for fact in company.under(section):
            text.append(f"\n  - {printable(fact.text)}")
    return text if company.facts else text.append(": nothing yet.")


def named_in_all(sitting: WhySitting, bank: Bank, company: Company) -> Text:
    """Which facts each written answer names, and those that none does."""
    titles = {asker.id: asker.title for asker in bank.askers}
    written = [each for each in sitting.answers if each.text]
    lines = [
        Text.assemble((f"{titles.get(each.asker, each.asker)}: ", "bold"), named(company, each.text, reveal=True))
        for each in written
    ]
    return Text("\n").join(lines)


def comparison(sitting: WhySitting, bank: Bank, *, narrow: bool = False) -> Table:
    """The answers side by side: marks, length against what was asked, the first sentence of what was written.

    On a `narrow` terminal they stand one below the other.
    """
    titles = {asker.id: asker.title for asker in bank.askers}
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0), show_header=not narrow)
    table.add_column("", style="dim", no_wrap=narrow)
    columns = [_column(each, bank) for each in sitting.answers]
    if narrow:
        table.add_column(overflow="fold")
        for each, column in zip(sitting.answers, columns, strict=True):
            table.add_row(Text(""), Text(titles.get(each.asker, each.asker), style="bold"))
            for name, cell in column.items():
                table.add_row(name, cell)
        return table
    for each in sitting.answers:
        table.add_column(titles.get(each.asker, each.asker), overflow="fold")
    for name in dict.fromkeys(name for column in columns for name in column):
        table.add_row(name, *(column.get(name, Text("spoken", style="dim")) for column in columns))
    return table


def common(sitting: WhySitting) -> Text:
    """What the written answers share, and what the candidate's own comparison means."""
    return Text("\n").join(
        [
            Text(said, style=style)
            for said, style in ((in_common(sitting.answers), ""), (sitting.verdict, "bold"))
            if said
        ]
    )


def _column(each: Answered, bank: Bank) -> dict[str, Text]:
    """What the comparison says of one answer."""
    cells = {criterion.title: _mark(each.marks.get(criterion.id)) for criterion in RUBRICS[bank.rubric].criteria}
    # A criterion of that name is one's own mark; this is the clock's.
    cells |= {"Score": _mark(each.score, bold=True), "True elsewhere": Text(_yes(each.true_elsewhere))}
    cells["By the clock"] = _length(each)
    if each.text:
        cells["First sentence"] = Text(printable(first_sentence(each.text)), style="italic")
    return cells


def _mark(mark: int | None, *, bold: bool = False) -> Text:
    if mark is None:
        return Text("–", style="dim")  # noqa: RUF001  # a dash, as tables have it
    return Text(str(mark), style=f"{'bold ' if bold else ''}{'green' if mark >= BAR else 'yellow'}")


def _yes(answer: bool | None) -> str:
    return "–" if answer is None else "yes" if answer else "no"  # noqa: RUF001  # a dash, as tables have it


def _length(each: Answered) -> Text:
    if not each.seconds:
        return Text("–", style="dim")  # noqa: RUF001  # a dash, as tables have it
    over = timedelta(seconds=round(each.seconds) - each.limit)
    sign = "+" if over > ZERO else ""
    return Text(f"{clock_face(timedelta(seconds=round(each.seconds)))} ({sign}{clock_face(over)})")
