"""Banks, questions and stories as lines in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prep.model.answer import STORY_PARTS, Answered, Story, Version, length_words
from prep.model.moment import clock_face
from prep.model.question import Bank, Question
from prep.model.rubric import BAR
from prep.model.text import one_line, printable
from prep.recall import Recall
from prep.screens import asking_parts


def banks_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """One line a bank: how many questions, answered, due."""
    table = _table("bank", "questions", "answered", "due", "what it is about")
    for row in rows:
        due = Text(str(row["due"]), style="bold yellow" if row["due"] else "dim")
        table.add_row(
            Text(row["bank"], style="bold"), str(row["questions"]), str(row["answered"]), due, Text(row["title"])
        )
    return table


def bank_table(bank: Bank, state: Mapping[str, Recall], today: date) -> Table:
    """One line a question: how it stands and when it comes back."""
    table = _table("question", "asker", "score", "next", "as it is asked")
    for question in bank.questions:
        known = state.get(question.key)
        score = Text("new", style="dim")
        due = Text("")
        if known is not None:
            score = Text(str(known.last_score), style="green" if known.last_score >= BAR else "bold yellow")
            now = known.due <= today
            due = Text("now" if now else f"{known.due:%d %b}", style="bold yellow" if now else "")
        table.add_row(question.id, Text(question.asker.id, style="dim"), score, due, Text(question.text))
    return table


def question_lines(
    question: Question, answers: Sequence[Answered], kept: Sequence[Version], *, strong: bool
) -> list[RenderableType]:
    """A question, who asks it, and all that was said to it."""
    lines: list[RenderableType] = [
        Text(question.text, style="bold"),
        Text.assemble((question.asker.title, "cyan"), f": {question.asker.who} {question.asker.wants}"),
        Text(f"Speak for about {question.seconds} s.", style="dim"),
    ]
    if strong:
        lines.append(asking_parts.strong(question))
    lines += [Text.assemble((f"{each.at:%d %b %H:%M}  ", "dim"), _scored(each)) for each in answers]
    for number, version in enumerate(kept, start=1):
        said = length_words(version.text, question.seconds)
        company = f" for {version.company}" if version.company else ""
        lines.append(Text(f"version {number}, {version.at:%d %b %H:%M}{company}: {said}", style="cyan"))
        lines.append(Padding(Text(printable(version.text, most=10_000)), (0, 0, 0, 2)))
    if not answers and not kept:
        lines.append(
            Text(f"Not answered yet. `prep ask {question.bank}` asks; `prep ask answer {question.key}` writes.")
        )
    return lines


def stories_table(stories: Sequence[Story]) -> Table:
    """One line a story: what it answers and what it lacks."""
    table = _table("#", "story", "answers", "still empty")
    for number, story in enumerate(stories, start=1):
        missing = Text(", ".join(story.missing) or "", style="yellow")
        answers = Text("\n".join(story.answers) or "no question yet", style="" if story.answers else "dim")
        table.add_row(str(number), Text(story.title, style="bold"), answers, missing)
    return table


def story_lines(story: Story) -> list[RenderableType]:
    """A story, part by part, with what it takes to tell."""
    text = " ".join(story.parts.values())
    lines: list[RenderableType] = [Text(story.title, style="bold")]
    for part in STORY_PARTS:
        told = story.parts.get(part, "").strip()
        lines.append(Text.assemble((f"{part:<10} ", "cyan"), printable(told) if told else ("still empty", "yellow")))
    lines.append(Text(length_words(text, 0), style="dim"))
    return lines


def _scored(each: Answered) -> Text:
    """One scored answer in a line."""
    marks = " ".join(f"{id} {mark}" for id, mark in each.marks.items())
    style = "green" if each.score >= BAR else "yellow"
    took = f", {clock_face(timedelta(seconds=round(each.seconds)))}" if each.seconds else ""
    line = Text.assemble((f"score {each.score}", style), f"{took}  {marks or 'given up'}")
    if each.second is not None:
        line.append(f"  {one_line(each.second.by)} marked it: {each.counted} counts", style="cyan")
    return line


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, no_wrap=column in ("bank", "#", "question", "next", "score"), overflow="fold")
    return table
