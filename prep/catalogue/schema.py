"""The shape of problem.toml, every departure from it found at once; the schemas beside it are built from its parts."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, TypeVar, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from prep.catalogue.document import Document
from prep.catalogue.faults import Fault, KeyPath
from prep.catalogue.names import is_kebab, nearest
from prep.catalogue.wording import in_words, unknown_choice, unknown_key
from prep.model import problem as model
from prep.model.text import printable

DEFAULTS = model.Limits()


def _format(number: int) -> int:
    if number != 1:
        raise ValueError("must be 1")
    return number


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def one_line(text: str) -> str:
    """The text, where it is one line that a terminal shows as it is."""
    text = _text(text)
    if "\n" in text or printable(text, most=len(text)) != text:
        raise ValueError("must be one line of plain text")
    return text


def _identifier(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"must be a name that Python can define, not {name!r}")
    return name


def _id(name: str) -> str:
    if not is_kebab(name):
        raise ValueError(f"must be lower-case words joined by hyphens, such as 'off-by-one', not {name!r}")
    return name


def _uuid(text: str) -> str:
    try:
        canonical = str(UUID(text))
    except ValueError:
        canonical = None
    if canonical is None or canonical != text.lower():
        raise ValueError("must be a UUID, such as '0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f'")
    return canonical


def _three_hints(hints: list[Hint]) -> list[Hint]:
    if len(hints) != 3:
        raise ValueError(f"needs exactly 3 [[hint]] tables, each saying more than the last, and has {len(hints)}")
    return hints


Text = Annotated[str, AfterValidator(_text)]
Line = Annotated[str, AfterValidator(one_line)]
Name = Annotated[str, AfterValidator(_identifier)]
Id = Annotated[str, AfterValidator(_id)]
Format = Annotated[int, AfterValidator(_format)]
Uuid = Annotated[str, AfterValidator(_uuid)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Mebibytes = Annotated[int, Field(gt=0, le=2**20)]


class Table(BaseModel):
    """A TOML table: exactly these keys, and nothing is bent into the type that was meant."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Hint(Table):
    """One of three, each saying more."""

    says: Text


class Exchange(Table):
    """A question and what a strong answer, or the convention, is."""

    question: Text
    answer: Text


class Mistake(Table):
    """A hallmark wrong solution; `says` is a sentence to the candidate."""

    id: Id
    says: Line


class Stage(Table):
    """One step of a problem that grows."""

    title: Line
    statement: Text
    entries: list[Name] = []
    optional: bool = False


class Limits(Table):
    """What a submission may use."""

    call: Seconds = DEFAULTS.call
    check: Seconds = DEFAULTS.check
    submission: Seconds = DEFAULTS.submission
    memory: Mebibytes = DEFAULTS.memory


class ProblemTable(Table):
    """problem.toml, format 1."""

    format: Format
    uuid: Uuid
    title: Line
    kind: Annotated[model.Kind, Field(strict=False)]
    topic: Line
    level: Annotated[model.Level, Field(strict=False)]
    minutes: Annotated[int, Field(ge=5, le=120)]
    entries: Annotated[list[Name], Field(min_length=1)]
    skills: list[Line] = []
    limits: Limits = Limits()
    hint: Annotated[list[Hint], AfterValidator(_three_hints)]
    followup: Annotated[list[Exchange], Field(min_length=1)]
    ask: Annotated[list[Exchange], Field(min_length=1)]
    mistake: list[Mistake] = []
    stage: list[Stage] = []


T = TypeVar("T", bound=Table)


def validate(shape: type[T], document: Document) -> tuple[T | None, list[Fault]]:
    """The document as this table, or everything that keeps it from being one, in the order of its lines."""
    try:
        return shape.model_validate(document.data), []
    except ValidationError as error:
        faults = [document.fault(path, message) for path, message in _complaints(shape, error)]
        return None, sorted(faults, key=lambda fault: fault.line or 0)


def _complaints(shape: type[Table], error: ValidationError) -> Iterator[tuple[KeyPath, str]]:
    """Each error as a path and a sentence; a key that is missing because it is mistyped is told once."""
    errors = error.errors(include_url=False)
    meant: set[KeyPath] = set()
    for each in errors:
        path = each["loc"]
        if each["type"] == "extra_forbidden":
            known = list(_table_at(shape, path[:-1]).model_fields)
            yield path, unknown_key(str(path[-1]), known, above=list(shape.model_fields))
            meant.add((*path[:-1], nearest(str(path[-1]), known) or ""))
    for each in errors:
        path = each["loc"]
        if each["type"] == "extra_forbidden" or (each["type"] == "missing" and path in meant):
            continue
        if each["type"] == "enum":
            yield path, unknown_choice(each["input"], _choices(_annotation(shape, path)))
        else:
            tables = len(path) == 1 and _is_list_of_tables(_annotation(shape, path))
            yield path, in_words(dict(each), name=str(path[-1]) if path else "", tables=tables)


def _annotation(shape: type[Table], path: KeyPath) -> Any:
    return _table_at(shape, path[:-1]).model_fields[str(path[-1])].annotation if _is_key(path) else None


def _is_key(path: KeyPath) -> bool:
    return bool(path) and isinstance(path[-1], str)


def _is_list_of_tables(annotation: Any) -> bool:
    return any(isinstance(each, type) and issubclass(each, Table) for each in get_args(annotation))


def _choices(annotation: Any) -> list[str]:
    return [str(each.value) for each in annotation] if issubclass(annotation, Enum) else []


def _table_at(shape: type[Table], path: KeyPath) -> type[Table]:
    """The table that a path inside `shape` leads to."""
    for part in path:
        if isinstance(part, str):
            annotation = shape.model_fields[part].annotation
            held = [annotation, *get_args(annotation)]
            shape = next((t for t in held if isinstance(t, type) and issubclass(t, Table)), shape)
    return shape
