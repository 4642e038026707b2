"""The shapes of talk.toml and questions.toml."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from prep.catalogue.schema import Exchange, Format, Line, Table, Uuid, one_line
from prep.catalogue.slides import read_slides
from prep.catalogue.wording import unknown_choice
from prep.model.talk import VERSIONS


def _tier(minutes: int) -> int:
    if minutes not in VERSIONS:
        raise ValueError(unknown_choice(minutes, [str(each) for each in sorted(VERSIONS)]))
    return minutes


def _bridge(text: str) -> str:
    return one_line(text) if text.strip() else ""


def _slides(written: object) -> object:
    read_slides(written)
    return written


Minutes = Annotated[float, Field(gt=0, le=180, allow_inf_nan=False)]
SlidesAsWritten = Annotated[Any, AfterValidator(_slides)]


class SectionTable(Table):
    """One planned part."""

    title: Line
    minutes: Minutes
    least: Minutes
    tier: Annotated[int, AfterValidator(_tier)]
    priority: Annotated[int, Field(ge=1, le=99)]
    slides: SlidesAsWritten = None
    notes: Annotated[str, AfterValidator(str.strip)] = ""
    bridge: Annotated[str, AfterValidator(_bridge)] = ""


class TalkTable(Table):
    """talk.toml, format 1."""

    format: Format
    uuid: Uuid
    title: Line
    minutes: Annotated[int, Field(ge=5, le=180)]
    questions: Annotated[int, Field(ge=0, le=180)] | None = None
    section: Annotated[list[SectionTable], Field(min_length=1)]


class QuestionsTable(Table):
    """questions.toml, format 1."""

    format: Format
    question: Annotated[list[Exchange], Field(default_factory=list)]
