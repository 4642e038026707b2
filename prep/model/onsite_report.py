"""What a day came to, in words: fatigue with its n, "why here?" from role to role, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean

from prep.model.day import SlotKind
from prep.model.onsite import OnSite, counts, fatigue
from prep.model.text import counted

NEXT = {
    SlotKind.RESEARCH: "prep ask research",
    SlotKind.SOFT_SKILLS: "prep ask behavioural",
    SlotKind.WHY: "prep why",
}
LEVEL = 0.05
"""A slope smaller than this is called none: a score is a matter of tenths."""


def fatigue_words(days: Sequence[OnSite]) -> str:
    """How much a score falls from slot to slot, and from how many; that one day cannot tell it."""
    found = fatigue(days)
    if found is None:
        return "Fatigue is told from two whole days on: a slope within one could be the order of the slots."
    slope, number = found
    if abs(slope) < LEVEL:
        change = "stays level from slot to slot"
    else:
        change = f"{'rises' if slope > 0 else 'falls'} by {abs(slope):.1f} from one slot to the next"
    return f"Over your days the score {change} (slope {slope:+.2f}, n = {counted(number, 'score')})."


def next_command(day: OnSite) -> str:
    """One thing to do next: for the slot that went worst; where none was scored, for the first."""
    scored = [(held.score, n) for n, held in day.held.items() if held.score is not None]
    number = min(scored)[1] if scored else next(n for n, each in enumerate(day.plan) if counts(each.slot))
    planned = day.plan[number]
    what = planned.what[0] if planned.what else ""
    match planned.slot.kind:
        case SlotKind.TALK:
            return f"prep talk {what}".strip()
        case SlotKind.CODING | SlotKind.DEBUGGING:
            return f"prep code {what}".strip()
        case kind:
            return NEXT[kind]


def same_reason_words(scores: Mapping[str, int]) -> str:
    """How even the answers were from role to role: which of them heard the weakest."""
    if len(scores) < 2:
        return ""
    low, high = min(scores.values()), max(scores.values())
    if low == high:
        return "The same score from every role."
    weakest = ", ".join(role for role, score in scores.items() if score == low)
    return f"From {low} to {high}, {mean(scores.values()):.1f} on average; the weakest was for: {weakest}."
