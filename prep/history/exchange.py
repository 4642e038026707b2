"""What goes out of a history as a file, and what may come in: the journal's own lines, each one held to the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prep.errors import BadContent
from prep.history.line import decode, encode
from prep.history.schema import fault
from prep.model.fact import Fact

MOST_SAID = 5


@dataclass(frozen=True)
class Numbered:
    """A fact and the line of the file that it stood on."""

    line: int
    fact: Fact


def to_lines(facts: Iterable[Fact]) -> Iterator[str]:
    """These facts as the journal writes them, each with its newline."""
    return (f"{encode(fact).decode('ascii')}\n" for fact in facts)


def from_lines(content: bytes) -> list[Numbered]:
    """The facts of a file, which is refused as a whole, with line numbers and reasons, if one line is not right."""
    found: list[Numbered] = []
    wrong: list[tuple[int, str]] = []
    seen: dict[str, Fact] = {}
    for number, ended in enumerate(content.split(b"\n"), start=1):
        line = ended.removesuffix(b"\r")  # a file that came by mail, or through Windows
        if not line.strip():
            continue
        try:
            fact = decode(line)
        except BadContent as newer:
            raise BadContent(f"line {number}: {newer.message}", hint="Update prep. Nothing was imported.") from newer
        except (ValueError, RecursionError) as error:
            wrong.append((number, str(error)))
            continue
        if reason := fault(fact.kind, fact.data):
            wrong.append((number, f"{fact.kind}: {reason}"))
        elif seen.setdefault(fact.id, fact) != fact:
            wrong.append((number, f"another line of the file has the same id {fact.id} and says something else"))
        else:
            found.append(Numbered(number, fact))
    refuse(wrong)
    return found


def refuse(wrong: list[tuple[int, str]]) -> None:
    """Refuse a file for these lines; none is no reason."""
    if not wrong:
        return
    said = "; ".join(f"line {number}: {reason}" for number, reason in wrong[:MOST_SAID])
    more = f"; and {len(wrong) - MOST_SAID} more" if len(wrong) > MOST_SAID else ""
    raise BadContent(f"nothing was imported: {said}{more}", hint="Export it again where it came from.")
