"""A question of the user's own, put into a bank's file that they may edit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from prep.catalogue.banks import read_bank
from prep.catalogue.faults import bad_content
from prep.errors import BadUsage
from prep.files import write_whole
from prep.model.question import Bank, Question

MINE = """\
[[asker]]
id = "anybody"
title = "Anybody"
who = "Somebody you meet on the day."
wants = "An answer to the question, and a sense of how you think."
seconds = 90
"""


def add_question(
    banks: Sequence[Bank],
    folder: Path,
    name: str,
    *,
    question: str,
    shows: str,
    asker: str | None = None,
    seconds: int | None = None,
) -> tuple[Question, Path]:
    """Add a question to the user's file of that bank, which is made where there is none; all of it or nothing."""
    bank = next((each for each in banks if each.name == name), None)
    askers = [each.id for each in bank.askers] if bank else ["anybody"]
    if asker is not None and asker not in askers:
        raise BadUsage(f"{asker!r} asks nothing in {name}", hint=f"Its askers: {', '.join(askers)}.")
    file = folder / f"{name}.toml"
    text = file.read_text(encoding="utf-8") if file.exists() else _head(name, bank)
    taken = {each.id for each in bank.questions} if bank else set()
    id = _id(question, taken)
    lines = [
        "[[question]]",
        f"id = {json.dumps(id)}",
        f"asker = {json.dumps(asker or askers[0])}",
        f"question = {_toml(question)}",
        f"shows = {_toml(shows)}",
        *([f"seconds = {seconds}"] if seconds else []),
    ]
    made = f"{text.rstrip()}\n\n" + "\n".join(lines) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / f".trial-{name}" / file.name
    try:
        trial.parent.mkdir(exist_ok=True)
        write_whole(trial, made, durable=False)
        read, faults = read_bank(trial, onto=bank)
    finally:
        trial.unlink(missing_ok=True)
        trial.parent.rmdir()
    added = read.question(id) if read else None
    if added is None:
        raise bad_content(faults, hint=f"Put {file} right first; nothing was changed.")
    write_whole(file, made)
    return added, file


def _head(name: str, bank: Bank | None) -> str:
    rubric = bank.rubric if bank else "answering"
    title = bank.title if bank else name.replace("-", " ").capitalize()
    head = f"format = 1\ntitle = {_toml(title)}\nrubric = {json.dumps(rubric)}\n"
    return head if bank else f"{head}\n{MINE}"


def _id(question: str, taken: set[str]) -> str:
    """A name from the first words of a question."""
    words = re.findall(r"[a-z0-9]+", question.lower())[:6] or ["question"]
    stem = "-".join(words)
    number = 1
    while (id := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return id


def _toml(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for the control character DEL."""
    return json.dumps(text.strip(), ensure_ascii=False).replace("\x7f", "\\u007f")
