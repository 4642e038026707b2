"""The published form of a line: a JSON Schema, and how a line is held against it before it is imported.

The envelope is strict, for `line` reads and writes it; the data of each kind names what reading needs and leaves
room for more. A kind that is not listed is a newer prep's, and its data may hold anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prep.history.line import FORMAT
from prep.model.answer import ANSWERED, SPOKEN
from prep.model.correction import AMENDED, NOTED, VOIDED
from prep.model.opinion import GIVEN
from prep.model.outcome import Outcome
from prep.model.problem import Axis
from prep.model.rehearsal import MarkKind
from prep.model.rubric import CODING, MARKS
from prep.model.rubrics import RUBRICS
from prep.model.session import Mode

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WORD: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "number"}
SPAN: Schema = {"type": "number", "minimum": 0}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MARK: Schema = {"type": "integer", "enum": list(MARKS)}
SOME_MARKS: Schema = {"type": "object", "additionalProperties": MARK}


def _object(optional: Mapping[str, Schema] | None = None, /, **required: Schema) -> Schema:
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": sorted(required)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


_MOMENT = {"ticks": NUMBER, "boot": TEXT}
_RUBRIC = _one_of(*RUBRICS)
_CHECK = _object(
    id=TEXT, title=TEXT, outcome=_one_of(*Outcome), axis=_one_of(*Axis), stage={"type": "integer"}, message=TEXT
)
_VERDICT = _object(
    outcome=_one_of(*Outcome),
    seconds=NUMBER,
    checks=_list(_CHECK),
    mistakes=_list(TEXT),
    likeness=_or_null(_object(mistake=TEXT, equal_on={"type": "integer"}, of={"type": "integer"})),
    isolation=_list(TEXT),
    output=TEXT,
    seed={"type": "integer"},
    message=TEXT,
)
_PLAN = _object(slot=SPAN, need=SPAN, times=_list(_or_null(SPAN)))
_SECTION = _object(
    title=TEXT,
    target=SPAN,
    least=SPAN,
    tier=NUMBER,
    priority=NUMBER,
    slides=_or_null({**_list({"type": "integer"}), "minItems": 2}),
    notes=TEXT,
    bridge=TEXT,
)
_SLOT = _object(kind=TEXT, start=SPAN, length=SPAN, asker=TEXT, what=_list(TEXT), why=TEXT)
_OWN_MARKS = {**SOME_MARKS, "required": sorted(each.id for each in CODING.criteria)}

DATA: Mapping[str, Schema] = {
    "session.started": _object(
        slug=TEXT,
        uuid=TEXT,
        title=TEXT,
        mode=_one_of(*Mode),
        minutes={"type": "integer", "minimum": 1},
        seed={"type": "integer"},
        last_stage=COUNT,
        answer=TEXT,
        **_MOMENT,
    ),
    "session.paused": _object(why=TEXT, **_MOMENT),
    "session.resumed": _object(uncounted=NUMBER),
    "session.hinted": _object(number=COUNT),
    "session.asked": _object(number=COUNT),
    "session.followed": _object(number=COUNT),
    "session.staged": _object(stage=COUNT),
    "session.submitted": _object(
        submission=TEXT, name=TEXT, text=TEXT, elapsed=SPAN, stage=COUNT, guess=_or_null({"type": "integer"})
    ),
    "session.judged": _object(submission=TEXT, verdict=_VERDICT),
    "session.gave_up": _object(elapsed=SPAN),
    "session.revealed": _object(),
    "session.finished": _object(elapsed=SPAN, **_MOMENT),
    "session.scored": _object(rubric=_one_of(CODING.id), marks=_OWN_MARKS, note=TEXT),
    "rehearsal.started": _object(
        slug=TEXT,
        uuid=TEXT,
        title=TEXT,
        minutes=NUMBER,
        sections=_list(_SECTION),
        plan=_PLAN,
        slot=SPAN,
        lost=SPAN,
        speed={"type": "number", "exclusiveMinimum": 0},
        seed=_or_null({"type": "integer"}),
        surprise=_or_null(_object(at=SPAN, slot=SPAN)),
        **_MOMENT,
    ),
    "rehearsal.marked": _object(
        {"word": TEXT, "plan": _PLAN, "surprise": FLAG, "since": _object(utc=WORD, **_MOMENT)},
        mark=_one_of(*MarkKind),
        **_MOMENT,
    ),
    "rehearsal.undone": _object(mark=TEXT),
    "rehearsal.abandoned": _object(),
    "rehearsal.scored": _object(rubric=_RUBRIC, marks=SOME_MARKS, note=TEXT),
    SPOKEN: _object(question=TEXT, seconds=SPAN, talk=TEXT, slug=TEXT, sitting=TEXT),
    ANSWERED: _object(
        {"mark": MARK, "talk": TEXT, "slug": TEXT},
        question=TEXT,
        asker=TEXT,
        rubric=TEXT,
        marks=SOME_MARKS,
        seconds=SPAN,
        limit=SPAN,
        text=TEXT,
        note=TEXT,
        company=TEXT,
        sitting=TEXT,
        true_elsewhere=_or_null(FLAG),
        helped=FLAG,
        peeked=FLAG,
        gave_up=FLAG,
        no_need_soon=FLAG,
    ),
    "answer.kept": _object(text=TEXT, company=TEXT),
    "story.kept": _object(title=TEXT, parts={"type": "object", "additionalProperties": TEXT}, answers=_list(TEXT)),
    "story.dropped": _object(),
    "why.began": _object(keys=_list(TEXT), company=TEXT),
    "why.compared": _object(same_reason=_or_null(FLAG), detail_changes=_or_null(FLAG)),
    "day.started": _object(
        slots=_list(_SLOT),
        speed={"type": "number", "exclusiveMinimum": 0},
        seed={"type": "integer"},
        begins=_object(utc=WORD, **_MOMENT),
        company=TEXT,
    ),
    "day.opened": _object(slot=COUNT, **_MOMENT),
    "day.noted": _object(slot=COUNT, text=TEXT, **_MOMENT),
    "day.closed": _object(slot=COUNT, score=_or_null(NUMBER), words=TEXT, facts=_list(TEXT), **_MOMENT),
    "day.finished": _object(),
    "day.abandoned": _object(),
    "setting.changed": _object(name=TEXT, value=TEXT),
    "tests.scored": _object(slug=TEXT, text=TEXT, caught=_list(TEXT), missed=_list(TEXT), rejected=_list(TEXT)),
    AMENDED: _object({"marks": SOME_MARKS, "note": TEXT, "seconds": SPAN}),
    VOIDED: _object(voided=FLAG, because=TEXT),
    NOTED: _object(text=TEXT),
    GIVEN: _object(by=WORD, rubric=_RUBRIC, marks=SOME_MARKS, note=TEXT),
}
"""What the data of each kind must hold."""


def schema() -> Schema:
    """The whole as one JSON Schema, for other programs."""
    by_kind = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"properties": {"data": {"$ref": f"#/$defs/{kind}"}}},
        }
        for kind in DATA
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of prep's history",
        "description": "One fact. A line is ASCII, compact and with sorted keys; `sum` is the CRC-32 (eight "
        "lower-case hex digits) of the line without `sum`. Facts are ordered by `id`, a UUIDv7.",
        "type": "object",
        "properties": {
            "about": {"type": "string", "description": "What the fact belongs to: the id of a session, a question."},
            "at": {"type": "string", "format": "date-time"},
            "data": {"type": "object"},
            "format": {"const": FORMAT},
            "id": WORD,
            "kind": WORD,
            "sum": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        },
        "required": ["about", "at", "data", "format", "id", "kind", "sum"],
        "additionalProperties": False,
        "allOf": by_kind,
        "$defs": dict(DATA),
    }


def fault(kind: str, data: Mapping[str, Any]) -> str:
    """What is wrong with the data of a fact, the first of it in words; empty if nothing is, or the kind is unknown."""
    return next(_faults("data", data, DATA.get(kind, {})), "")


_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def _faults(where: str, value: Any, schema: Schema) -> Iterator[str]:
    """Every fault of a value, by the few words of JSON Schema that are used above."""
    wanted = schema.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(_is(value, name) for name in names):
        yield f"{where} is not of the type {' or '.join(names)}"
        return
    if value is None:
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value!r}, not one of {', '.join(map(str, schema['enum']))}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where} is {value!r}, less than {schema['minimum']}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"{where} is {value!r}, not more than {schema['exclusiveMinimum']}"
    if len(value) < max(schema.get("minLength", 0), schema.get("minItems", 0)) if isinstance(value, str | list) else 0:
        yield f"{where} is too short"
    if isinstance(value, dict):
        yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        for name, each in value.items():
            yield from _faults(f"{where}.{name}", each, known.get(name, others))
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _faults(f"{where}[{number}]", each, schema.get("items", {}))


def _is(value: Any, name: str) -> bool:
    # A flag is an int to Python, and not a number to JSON.
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
