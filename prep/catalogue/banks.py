"""All banks of questions: ours, those of content packs and the user's own, which may add to ours by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prep.catalogue.document import Document, read_document
from prep.catalogue.faults import Fault, KeyPath, bad_content
from prep.catalogue.names import did_you_mean, is_kebab, near
from prep.catalogue.outline import newer_format, tables, twice
from prep.errors import NoSuchThing
from prep.model.question import Asker, Bank, Question
from prep.model.rubrics import RUBRICS

if TYPE_CHECKING:
    from prep.catalogue.bank_schema import BankTable, QuestionTable


@dataclass(frozen=True)
class Banks:
    """The banks in the order of their folders, and everything that is wrong with a file."""

    banks: tuple[Bank, ...] = ()
    faults: tuple[Fault, ...] = ()


def find_banks(roots: Sequence[Path]) -> Banks:
    """Every bank of these folders. A file named like an earlier bank adds its questions to it."""
    found: dict[str, Bank] = {}
    faults: list[Fault] = []
    for root in roots:
        for file in sorted(root.glob("*.toml")) if root.is_dir() else ():
            bank, wrong = read_bank(file, onto=found.get(file.stem))
            faults += wrong
            if bank is not None:
                found[file.stem] = found[file.stem].joined(bank) if file.stem in found else bank
    return Banks(tuple(found.values()), tuple(faults))


def find_bank(roots: Sequence[Path], name: str) -> Bank:
    """The bank of that name."""
    banks = find_banks(roots)
    for bank in banks.banks:
        if bank.name == name:
            return bank
    if broken := [fault for fault in banks.faults if fault.file.stem == name]:
        raise bad_content(broken, hint="Put these right; `prep ask` lists the banks that can be used.")
    known = [bank.name for bank in banks.banks]
    guesses = " or ".join(f"`{guess}`" for guess in near(name, known))
    hint = f"Did you mean {guesses}?" if guesses else f"There are: {', '.join(known)}."
    raise NoSuchThing(f"there is no bank of questions called {name!r}", hint=hint)


def read_bank(file: Path, *, onto: Bank | None = None) -> tuple[Bank | None, list[Fault]]:
    """The bank in a file, or everything that is wrong with it; `onto` is the bank that it adds to."""
    from prep.catalogue.bank_schema import BankTable
    from prep.catalogue.schema import validate

    if not is_kebab(file.stem):
        return None, [Fault(file, None, "", "a bank's file is named by lower-case words joined by hyphens")]
    document = read_document(file)
    if isinstance(document, Fault):
        return None, [document]
    if newer := newer_format(document):
        return None, [newer]
    table, faults = validate(BankTable, document)
    askers = {each.id: each for each in onto.askers} if onto else {}
    faults += [document.fault(path, message) for path, message in _disagreements(document, list(askers))]
    if table is None or faults:
        return None, sorted(faults, key=lambda fault: fault.line or 0)
    askers |= {each.id: Asker(**each.model_dump()) for each in table.asker}
    return _bank(file.stem, table, askers), []


def _disagreements(document: Document, known: list[str]) -> Iterator[tuple[KeyPath, str]]:
    """Where parts of the file, each well formed by itself, do not fit together."""
    data = document.data
    askers = [each.get("id") for each in tables(data.get("asker"))]
    questions = tables(data.get("question"))
    for number, id in twice(askers):
        yield ("asker", number, "id"), f"{id!r} is the id of two askers"
    for number, id in twice([each.get("id") for each in questions]):
        yield ("question", number, "id"), f"{id!r} is the id of two questions"
    named: list[Any] = [*known, *askers]
    for number, each in enumerate(questions):
        asker = each.get("asker")
        if isinstance(asker, str) and asker not in named:
            guess = did_you_mean(asker, [name for name in named if isinstance(name, str)])
            yield ("question", number, "asker"), f"{asker!r} is not an asker of this bank{guess}"
    rubric = data.get("rubric")
    if isinstance(rubric, str) and rubric not in RUBRICS:
        yield ("rubric",), f"must be one of {', '.join(RUBRICS)}{did_you_mean(rubric, RUBRICS)}"


def _bank(name: str, table: BankTable, askers: dict[str, Asker]) -> Bank:
    questions = tuple(_question(name, each, askers[each.asker]) for each in table.question)
    return Bank(name, table.title, table.rubric, tuple(askers.values()), questions)


def _question(bank: str, table: QuestionTable, asker: Asker) -> Question:
    return Question(
        id=table.id,
        bank=bank,
        asker=asker,
        text=table.question,
        shows=table.shows,
        red_flags=tuple(table.red_flags),
        follow_ups=tuple(table.follow_ups),
        seconds=table.seconds or asker.seconds,
    )
