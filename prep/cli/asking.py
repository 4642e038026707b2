"""Questions asked now, on a screen or as lines: for `prep why`, `prep ask` and the slots of `prep day`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prep.flows.hearing import Coming
from prep.model.rubrics import ANSWERING, RUBRICS

if TYPE_CHECKING:
    from prep.cli.typed import Typed
    from prep.cli.world import World
    from prep.flows.hearing import Hearing
    from prep.model.company import Company
    from prep.model.question import Question
    from prep.model.why import WhySitting


def coming(world: World, questions: Sequence[Question], why: Sequence[str] = ()) -> tuple[Coming, ...]:
    """The questions with what they are scored by."""
    rubrics = {bank.name: RUBRICS[bank.rubric] for bank in world.banks}
    reasons = why or [""] * len(questions)
    return tuple(
        Coming(question, rubrics.get(question.bank, ANSWERING), reason)
        for question, reason in zip(questions, reasons, strict=True)
    )


def hear(
    world: World,
    hearing: Hearing,
    *,
    title: str,
    company: Company | None = None,
    compare: WhySitting | None = None,
    typed: Typed | None = None,
) -> None:
    """One hearing, on a screen where one can be drawn; there a sitting of "why here?" ends with its comparison."""
    if world.may_draw:
        from prep.cli.closing import on_screen
        from prep.flows import why
        from prep.screens.asking import AskingApp
        from prep.screens.asking_pages import SideBySide

        def closing() -> SideBySide | None:
            sitting = why.again(compare, world.chair) if compare is not None else None
            if sitting is None or sitting.left or len(sitting.answers) < 2:
                return None
            return SideBySide(sitting, world.bank(why.BANK), world.chair, company)

        on_screen(AskingApp(hearing, title=title, company=company, closing=closing))
        return
    from prep.cli.asking_lines import serve

    serve(hearing, world.console, company=company, typed=typed)
