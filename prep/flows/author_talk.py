"""A new talk from five answers: the usual budgets of a job talk, for its length. What needs a hand carries the sign ✎.

The budgets are those of a 45-minute job talk, each point split into its core and its elaboration. So a talk of
another length is that talk, cut by the same plan that will cut it later; a longer one is stretched.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from prep.model.cut import cut
from prep.model.moment import ZERO
from prep.model.problem import QuestionAndAnswer
from prep.model.talk import Section, Talk, questions_after

MINUTE = timedelta(minutes=1)
QUARTER = MINUTE / 4
MOST_RESULTS = 4
NO_THEME = "✎ what all of your work is about, in one sentence"


def _section(title: str, minutes: float, least: float, rank: tuple[int, int], notes: str, bridge: str = "") -> Section:
    tier, priority = rank
    return Section(title, minutes * MINUTE, least * MINUTE, tier, priority, notes=notes, bridge=bridge)


FIRST = (
    _section(
        "The problem, in one picture",
        *(2.5, 1.5, (5, 2)),
        "✎ the picture, and the question it asks\nAfter it, an outsider could repeat the question.",
        "Let me go straight to the idea.",
    ),
    _section(
        "Why it matters, and why it is open",
        *(3.5, 2, (20, 3)),
        "✎ who pays for it today\n✎ the two nearest lines of work, fairly\n✎ the gap, in one sentence",
        "With that gap in mind, here is the idea.",
    ),
    _section(
        "One theme, and a map of my work",
        *(5, 2, (20, 5)),
        "{theme}\n✎ the parts, and the question that each answers; which of them you led",
        "I will take you into one part of this, all the way down.",
    ),
    _section(
        "The idea",
        *(3, 1.5, (5, 1)),
        "✎ once in words, once as a picture, once as an equation\n✎ for 5 minutes: the evidence in one sentence",
        "How it works inside I am glad to open in questions; what matters here is what it makes possible.",
    ),
    _section(
        "How it works",
        *(6, 3.5, (20, 1)),
        "✎ one example carried through it, with its numbers\n✎ what it needs, and when it cannot work",
        "So much for the mechanism. Is it true?",
    ),
    _section(
        "Evidence: the main result",
        *(4, 2, (10, 1)),
        "✎ the claim under test\n✎ the axes, then the size of the effect and its uncertainty\n✎ where it does not help",
        "Behind this number stand the controls; please ask me about them.",
    ),
    _section(
        "Evidence: what else could explain it",
        *(5, 2.5, (20, 2)),
        "✎ each rival explanation, and what would be seen if it were true\n✎ the control that is still missing",
        "That closes the deep dive; there is more, and I am glad to take it in questions.",
    ),
)
FURTHER = (("A second result", 30, 1, 6, 4), ("A third result", 45, 1, 5, 3), ("A fourth result", 45, 2, 4, 3))
LAST = (
    _section(
        "Limits, and what failed",
        *(3, 1.5, (20, 4)),
        "✎ where it breaks, before anybody asks\n✎ one failure: what you believed, what you saw, what you then did",
        "Those limits are where I want to go next.",
    ),
    _section(
        "What I would do here first",
        *(2, 1, (5, 3)),
        "✎ a first project: with whom, on what data, the first plot\nSwap test: is it false with a rival's name on it?",
        "Where this leads I would love to discuss with each of you.",
    ),
    _section(
        "Where it leads",
        *(3, 2, (30, 2)),
        "✎ the next questions: why now, and what would make you drop them",
        "Let me end where I began.",
    ),
    _section(
        "Close: one sentence",
        *(2, 1, (5, 4)),
        "✎ the sentence they take home, by heart\n{theme}\nThen stop, and leave the summary slide up.",
    ),
)
QUESTIONS = (
    QuestionAndAnswer(
        "What exactly did you do yourself, and what did your co-authors do?",
        "✎ 'I' for decisions, 'we' where it was so, others by name; one decision that was argued about. 30 seconds.",
    ),
    QuestionAndAnswer(
        "What is the strongest argument against your main result?",
        "✎ Names it at once, says what evidence there is, and the cheapest experiment that would settle it.",
    ),
    QuestionAndAnswer(
        "How is this different from the work that is nearest to yours?",
        "✎ Welcomes the relation, is exact about what is shared and what is new, and says when the other is better.",
    ),
    QuestionAndAnswer(
        "What would you do in your first six months here, and what would make you stop?",
        "✎ A first plot within weeks, who would have to agree, and the number below which it is not worth it.",
    ),
)


def draft(
    slug: str, *, title: str, minutes: int, theme: str = "", results: int = 2, questions: int | None = None
) -> Talk:
    """A talk of this length with the usual sections, to be filled in."""
    return Talk(
        slug=slug,
        uuid=str(uuid.uuid4()),
        title=title,
        minutes=minutes,
        sections=_fitted([_with_theme(each, theme) for each in _pattern(results)], minutes),
        questions_minutes=questions_after(minutes) if questions is None else questions,
        questions=QUESTIONS,
    )


def results_in(talk: Talk) -> int:
    """How many results a talk drafted here has room for."""
    return 1 + sum(section.title == title for section in talk.sections for title, *_ in FURTHER)


def copied(talk: Talk, slug: str) -> Talk:
    """The same talk under another name, with a history of its own."""
    return replace(talk, slug=slug, uuid=str(uuid.uuid4()))


def _pattern(results: int) -> Sequence[Section]:
    """The sections of a 45-minute talk; those of results beyond the second take their time from the others."""
    notes = "✎ the same theme, the part of the map that it is\n✎ one figure, one takeaway, your own part in it"
    further = (
        _section(title, minutes, least, (tier, priority), notes, "You see the theme: it carries further.")
        for title, tier, priority, minutes, least in FURTHER[: results - 1]
    )
    return (*FIRST, *further, *LAST)


def _with_theme(section: Section, theme: str) -> Section:
    return replace(section, notes=section.notes.replace("{theme}", f'"{theme}"' if theme else NO_THEME))


def _fitted(pattern: Sequence[Section], minutes: int) -> tuple[Section, ...]:
    """The sections that belong into so many minutes, their targets in quarters of a minute and all of it given away."""
    plan = cut([each for each in pattern if each.tier <= minutes], minutes * MINUTE)
    kept = [part for part in plan.parts if not part.cut]
    stretch = plan.slot / plan.speaking
    targets = [part.time * stretch // QUARTER * QUARTER for part in kept]
    longest = max(range(len(kept)), key=lambda place: targets[place])
    targets[longest] += plan.slot - sum(targets, ZERO)
    return tuple(
        replace(part.section, target=target, least=min(part.section.least, target))
        for part, target in zip(kept, targets, strict=True)
    )
