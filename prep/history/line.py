"""A line of the journal: one fact as canonical JSON, and what must hold before it is believed.

Canonical is ASCII, compact and with sorted keys; `sum` is the CRC-32 of the canonical JSON of the rest, in this
format and in every later one, so that a newer line and a damaged one are told apart.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

from prep.errors import BadContent
from prep.model.fact import Fact

FORMAT = 1

_KEYS = {"about", "at", "data", "format", "id", "kind", "sum"}
_START = '{"about":'
# What one flipped bit makes of the digit 1: such a line is damaged, not newer, if its sum is right with a 1.
_FLIPPED_FORMATS = (3, 5, 9)


def encode(fact: Fact) -> bytes:
    """A fact as its line, without the newline; data that JSON cannot hold is a TypeError or a ValueError."""
    at = fact.at.isoformat(timespec="microseconds")
    body = {
        "about": fact.about,
        "at": at,
        "data": dict(fact.data),
        "format": FORMAT,
        "id": fact.id,
        "kind": fact.kind,
    }
    # Through JSON once: keys become text before they are sorted, and members of an enum plain values.
    body = json.loads(json.dumps(body, allow_nan=False))
    line = _canonical({**body, "sum": _sum(body)})
    decode(line)
    return line


def decode(line: bytes) -> Fact:
    """The fact of a line; a damaged one is a ValueError that says why, a newer one is refused with advice."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(record, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004  (one kind of error for one kind of trouble)
    _refuse_newer(record)
    if set(record) != _KEYS or record["format"] != FORMAT:
        raise ValueError("its keys are not those of a fact")
    body = {key: value for key, value in record.items() if key != "sum"}
    if _sum(body) != record["sum"]:
        raise ValueError("its checksum does not match")
    # Beyond the sum: a flipped bit that leaves the meaning as it was (the e of 1e+16) is noticed too.
    if _canonical(record) != line:
        raise ValueError("it is not written as prep writes it")
    return _fact(body)


def salvage(line: bytes) -> list[Fact]:
    """The whole facts inside a damaged line: a damaged newline puts two facts on one."""
    text = line.decode("ascii", "replace")
    facts: list[Fact] = []
    at = text.find(_START)
    while at >= 0:
        try:
            _, end = json.JSONDecoder().raw_decode(text, at)
            facts.append(decode(line[at:end]))
        except (ValueError, RecursionError):
            end = at + 1
        at = text.find(_START, end)
    return facts


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":"), sort_keys=True).encode("ascii")


def _sum(body: dict[str, Any]) -> str:
    return f"{zlib.crc32(_canonical(body)):08x}"


def _refuse_newer(record: dict[str, Any]) -> None:
    format = record.get("format")
    if type(format) is not int or format <= FORMAT:
        return
    rest = {key: value for key, value in record.items() if key != "sum"}
    if format in _FLIPPED_FORMATS and _sum({**rest, "format": FORMAT}) == record.get("sum"):
        return
    raise BadContent(
        f"the history was written by a newer prep (format {format}; this one knows {FORMAT})",
        hint="Update prep. Nothing was changed: until then this version neither reads nor adds to it.",
    )


def _fact(body: dict[str, Any]) -> Fact:
    texts = {key: body[key] for key in ("id", "kind", "about", "at")}
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(body["data"], dict):
        raise ValueError("a value has the wrong type")
    # A lone surrogate is a ValueError here; SQLite would stumble over it at every reading.
    "".join(texts.values()).encode("utf-8")
    at = datetime.fromisoformat(texts["at"])
    if at.tzinfo is None or not texts["id"] or not texts["kind"]:
        raise ValueError("its id, its kind or the offset of its time is missing")
    return Fact(id=texts["id"], kind=texts["kind"], about=texts["about"], at=at, data=body["data"])
