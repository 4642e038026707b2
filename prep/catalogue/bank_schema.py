"""The shape of a bank of questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prep.catalogue.schema import Format, Id, Line, Table, Text

SpeakingSeconds = Annotated[int, Field(ge=10, le=1800)]


class AskerTable(Table):
    """Somebody who asks."""

    id: Id
    title: Line
    who: Text
    wants: Text
    seconds: SpeakingSeconds


class QuestionTable(Table):
    """One question."""

    id: Id
    asker: Id
    question: Text
    shows: Text
    red_flags: Annotated[list[Line], Field(default_factory=list)]
    follow_ups: Annotated[list[Line], Field(default_factory=list)]
    seconds: SpeakingSeconds | None = None


class BankTable(Table):
    """banks/<name>.toml, format 1."""

    format: Format
    title: Line
    rubric: Id
    asker: Annotated[list[AskerTable], Field(default_factory=list)]
    question: Annotated[list[QuestionTable], Field(min_length=1)]
