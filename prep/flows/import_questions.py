"""Questions out of another program's cards: an Anki-style CSV of fronts and backs, into a bank of one's own."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from prep.errors import BadContent
from prep.flows.author_question import add_question
from prep.model.question import Bank

_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
_COLUMNS = {"front", "question", "prompt", "back", "answer", "response"}
"""The names by which other programs head the two columns."""
MOST_SAID = 5


def read_cards(text: str) -> list[tuple[int, str, str]]:
    """The line, the front and the back of every card; a file with a card that lacks one is refused as a whole."""
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#")]
    named = next((line.partition(":")[2].strip() for line in head if line.lower().startswith("#separator:")), "")
    body = [("" if line.startswith("#") else line) for line in lines]
    first = next((line for line in body if any(each in line for each in "\t;,")), "")
    separator = _SEPARATORS.get(named.lower(), named) or max("\t;,", key=first.count)
    reader = csv.reader(body, delimiter=separator)
    found: list[tuple[int, str, str]] = []
    wrong: list[str] = []
    try:
        for row in reader:
            cells = [_plain(cell) for cell in row]
            headed = not found and not wrong and _COLUMNS.issuperset(cell.lower() for cell in cells[:2])
            if headed or not any(cells):
                continue
            if len(cells) < 2 or not cells[0] or not cells[1]:
                wrong.append(f"line {reader.line_num}: a card has a question and what a good answer shows")
            else:
                found.append((reader.line_num, cells[0], cells[1]))
    except csv.Error as error:
        wrong.append(f"line {reader.line_num}: {error}")
    if wrong:
        more = f"; and {len(wrong) - MOST_SAID} more" if len(wrong) > MOST_SAID else ""
        raise BadContent(f"nothing was imported: {'; '.join(wrong[:MOST_SAID])}{more}", hint="Put these lines right.")
    return found


def import_questions(text: str, find_banks: Callable[[], Sequence[Bank]], folder: Path, name: str) -> tuple[int, int]:
    """Add every card that the bank does not ask yet; how many were added, and how many it asked already."""
    cards = read_cards(text)
    bank = next((each for each in find_banks() if each.name == name), None)
    asked = {each.text for each in bank.questions} if bank else set()
    added = 0
    for _, question, shows in cards:
        if question not in asked:
            add_question(find_banks(), folder, name, question=question, shows=shows)
            asked.add(question)
            added += 1
    return added, len(cards) - added


def _plain(cell: str) -> str:
    """A card's text without its HTML, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split())
