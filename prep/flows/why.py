"""Three askers, one question: a sitting is drawn, gone on with, and its answers are set side by side."""

from __future__ import annotations

import random
import re
import shlex
from pathlib import Path

from prep.errors import BadUsage, NoSuchThing, PrepError
from prep.flows import asking
from prep.flows.asking import Chair
from prep.history.ids import uuid7
from prep.model.asking import Pick, Turn, picks
from prep.model.company import Company, blank_page, company_from
from prep.model.question import Bank
from prep.model.text import printable
from prep.model.why import BEGAN, COMPARED, WHY_KINDS, WhySitting, sittings_from

BANK, ASKERS = "motivation", 3


def draw(bank: Bank, chair: Chair, *, seed: int, number: int = ASKERS, asker: str = "") -> tuple[Pick, ...]:
    """One question from each of so many askers; with an asker, so many of theirs."""
    if not asker:
        if number > len(bank.askers):
            raise BadUsage(
                f"there are {len(bank.askers)} askers, and each asks once", hint="`--asker ID` has one ask several."
            )
        return asking.three_askers(bank, chair, seed=seed, number=number)
    if bank.asker(asker) is None:
        known = ", ".join(each.id for each in bank.askers)
        raise NoSuchThing(f"nobody called {asker!r} asks", hint=f"Asking are: {known}.")
    theirs = [each for each in bank.questions if each.asker.id == asker]
    random.Random(f"{seed} {asker}").shuffle(theirs)
    found = picks(theirs, asking.known(chair), today=chair.today, extra=True)
    first = [pick for pick in found if pick.turn is not Turn.EXTRA]
    return tuple((first + [pick for pick in found if pick.turn is Turn.EXTRA])[:number])


def begin(drawn: tuple[Pick, ...], chair: Chair, *, company: str = "") -> WhySitting:
    """A sitting of these questions; it is on disk before the first is asked."""
    data = {"keys": [pick.question.key for pick in drawn], "company": company}
    (sitting,) = sittings_from([chair.history.add(BEGAN, uuid7(chair.clock().utc), data)])
    return sitting


def again(sitting: WhySitting, chair: Chair) -> WhySitting:
    """The sitting as the history has it now."""
    return next(each for each in sittings(chair) if each.id == sitting.id)


def sittings(chair: Chair) -> tuple[WhySitting, ...]:
    """Every sitting there was, the oldest first."""
    return sittings_from(chair.history.facts(kinds=WHY_KINDS))


def unfinished(bank: Bank, chair: Chair, *, company: str | None = None) -> WhySitting | None:
    """The sitting of today that was interrupted; one for another company, or whose questions are gone, is none."""
    last = next(reversed(sittings(chair)), None)
    if last is None or last.over or last.at.astimezone().date() != chair.today:
        return None
    ids = {each.key for each in bank.questions}
    return last if company in (None, last.company) and ids.issuperset(last.keys) else None


def compare(sitting: WhySitting, chair: Chair, *, same_reason: bool, detail_changes: bool) -> WhySitting:
    """Keep what the candidate says of their answers, read side by side."""
    data = {"same_reason": same_reason, "detail_changes": detail_changes}
    chair.history.add(COMPARED, sitting.id, data)
    return again(sitting, chair)


def company_file(folder: Path, name: str) -> Path:
    """Where the facts about a company are; one company has one file, however its name is typed."""
    stem = re.sub(r"[^\w]+", "-", name.casefold()).strip("-_")
    if not stem:
        raise BadUsage(f"{name!r} is no name for a company", hint="Use letters or digits, such as Acme.")
    return folder / f"{stem[:80]}.md"


def lay_out_facts(folder: Path, name: str) -> tuple[Path, bool]:
    """Make the file for a company's facts, with its headings; one that is there stays. Whether it is new."""
    file = company_file(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as page:
            page.write(blank_page(" ".join(printable(name).split())))
    except FileExistsError:
        return file, False
    except OSError as error:
        raise PrepError(f"{file} could not be written: {error.strerror}", hint="Is PREP_HOME a folder?") from error
    return file, True


def company(folder: Path, name: str) -> Company:
    """What the user has found out about a company."""
    file = company_file(folder, name)
    try:
        return company_from(file.read_text(encoding="utf-8"), name)
    except FileNotFoundError:
        raise NoSuchThing(
            f"there are no facts about {name!r} yet", hint=f"`prep why --facts {shlex.quote(name)}` lays the page out."
        ) from None
    except (OSError, ValueError) as error:
        raise PrepError(f"{file} cannot be read: {error}", hint="It should be a text file in UTF-8.") from error
