"""The cut plan: which sections survive a shorter slot, and for how long. Plain arithmetic, the same every time.

Sections are ranked by tier, then priority, then place. As many are kept, from the first rank on, as fit with the
least time each; then time is shared in that order, each section filled up to its target before the next gets more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate

from prep.model.moment import ZERO
from prep.model.talk import Section

STEP = timedelta(seconds=5)
"""What a speaker can be told to shorten something by."""


@dataclass(frozen=True)
class Part:
    """What a plan does with one section: `time` to speak, none where it is `cut`.

    Where the sections after it are cut, `bridge` is what to say at its end and `jump` the slide to go to.
    """

    section: Section
    time: timedelta
    cut: bool = False
    must: bool = False
    bridge: str = ""
    jump: int | None = None


@dataclass(frozen=True)
class Plan:
    """The parts in the order of the talk; `need` is what the musts cannot do without."""

    slot: timedelta
    parts: tuple[Part, ...]
    need: timedelta

    @property
    def feasible(self) -> bool:
        """Whether every must fits."""
        return self.need <= self.slot

    @property
    def kept(self) -> tuple[int, ...]:
        """The places of the parts that stay."""
        return tuple(number for number, part in enumerate(self.parts) if not part.cut)

    @property
    def speaking(self) -> timedelta:
        """The time given away in all."""
        return sum((part.time for part in self.parts), ZERO)

    @property
    def spare(self) -> timedelta:
        """The time that no section wants."""
        return self.slot - self.speaking

    @property
    def starts(self) -> tuple[timedelta, ...]:
        """When each part begins, for those that are cut when it would have; and, after the last, when all is said."""
        return tuple(accumulate((part.time for part in self.parts), initial=ZERO))

    @property
    def shorter(self) -> dict[int, timedelta]:
        """By how much to shorten the least of each must, so that all of them fit: in proportion, in whole steps."""
        over = max(self.need - self.slot, ZERO)
        least = {n: part.section.least for n, part in enumerate(self.parts) if part.must and over}
        return {n: min(-(-each * (over / self.need) // STEP) * STEP, each) for n, each in least.items()}

    def after(self, number: int) -> int | None:
        """The place of the next part that stays."""
        return next((other for other in self.kept if other > number), None)

    def before(self, number: int) -> int | None:
        """The place of the last part before that stays."""
        return next((other for other in reversed(self.kept) if other < number), None)


def cut(sections: Sequence[Section], slot: timedelta) -> Plan:
    """The plan of these sections for a slot of speaking time."""
    times = _shared({n: (each.least, each.target) for n, each in enumerate(sections)}, sections, slot)
    need = sum((sections[n].least for n in _musts(sections)), ZERO)
    return laid_out(sections, times, slot=slot, need=need)


def laid_out(sections: Sequence[Section], times: Mapping[int, timedelta], *, slot: timedelta, need: timedelta) -> Plan:
    """The plan that gives each section this time, by its place; those without one are cut."""
    musts = _musts(sections)
    parts = [Part(each, times.get(n, ZERO), cut=n not in times, must=n in musts) for n, each in enumerate(sections)]
    return Plan(slot, _bridged(parts), need)


def recut(plan: Plan, *, at: int, spent: timedelta, gone: timedelta, slot: timedelta) -> Plan:
    """The plan of a talk that is under way, for a slot that has become another.

    `at` is the part being spoken, with `spent` on it so far; `gone` of the new `slot` has passed. Parts before stay
    as they were planned. The part being spoken keeps its rank: where it no longer fits, its time is what was spent.
    """
    sections = [part.section for part in plan.parts]
    wants = {n: (each.least, each.target) for n, each in enumerate(sections) if n > at}
    here = sections[at]
    wants[at] = (max(here.least - spent, ZERO), max(here.target - spent, ZERO))
    left = max(slot - gone, ZERO)
    times = _shared(wants, sections, left)
    times[at] = spent + times.get(at, ZERO)
    times |= {n: plan.parts[n].time for n in plan.kept if n < at}
    need = sum((least for n, (least, _) in wants.items() if plan.parts[n].must), ZERO)
    return laid_out(sections, times, slot=slot, need=need + gone)


def _ranked(sections: Sequence[Section]) -> list[int]:
    return sorted(range(len(sections)), key=lambda n: (sections[n].tier, sections[n].priority, n))


def _musts(sections: Sequence[Section]) -> set[int]:
    shortest = min((each.tier for each in sections), default=0)
    return {n for n, each in enumerate(sections) if each.tier == shortest}


def _shared(
    wants: dict[int, tuple[timedelta, timedelta]], sections: Sequence[Section], slot: timedelta
) -> dict[int, timedelta]:
    """The time of each section that stays: `wants` has the least and the target of those to be planned."""
    times: dict[int, timedelta] = {}
    left = slot
    for number in _ranked(sections):
        if number not in wants:
            continue
        least, _ = wants[number]
        if least > left:
            break
        times[number] = least
        left -= least
    for number, time in times.items():
        more = min(left, max(wants[number][1] - time, ZERO))
        times[number] += more
        left -= more
    return times


def _bridged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with the bridge and the jump where what follows is cut."""
    bridged = []
    for number, part in enumerate(parts):
        following = parts[number + 1 :]
        if part.cut or not following or not following[0].cut:
            bridged.append(part)
            continue
        after = next((each for each in following if not each.cut), None)
        jump = after.section.slides[0] if after and after.section.slides else None
        bridged.append(replace(part, bridge=part.section.bridge, jump=jump))
    return tuple(bridged)
