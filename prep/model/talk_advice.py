"""One sentence on what to do next with a talk: the first rule that fits what was measured, always with its n."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from prep.model.cut import Part, Plan
from prep.model.moment import ZERO, clock_face
from prep.model.rehearsal import minutes_of
from prep.model.rehearsed import signed
from prep.model.standing import LEAST_BAND
from prep.model.talk import VERSIONS
from prep.model.talk_stats import ModeStats, in_time, middle, much, sections_of, spread

RECENT = 5
"""How many runs back what is wrong is looked for: older ones were another talk."""
HALF_MINUTE = timedelta(seconds=30)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def advice(modes: Sequence[ModeStats], slug: str) -> str:
    """What to do next, by the mode that was rehearsed last; `modes` are those of one talk."""
    if not modes:
        return f"no rehearsal counts yet: begin with `prep talk {slug}` (n=0)"
    stats = modes[0]
    last = stats.last
    if stats.n == 1:
        return f"once more: {signed(last.off)}, and one rehearsal says little (n=1)"
    if in_time(stats, 2):
        offs = ", ".join(signed(run.off) for run in stats.runs[-2:])
        return f"twice within 5 % ({offs}; n={stats.n}): {_now(stats, modes, slug)}"
    if last.good:
        return f"within 5 % now ({signed(last.off)}): the same once more, for two in a row (n={stats.n})"
    runs = stats.runs[-RECENT:]
    recent = ModeStats(stats.mode, runs, sections_of(runs))
    rules = (_not_delivered, _rushed, _too_long, _too_short, _unsteady)
    return next((said for rule in rules if (said := rule(recent))), _last_time(recent))


def _now(stats: ModeStats, modes: Sequence[ModeStats], slug: str) -> str:
    """What comes after a version that fits: a shorter one, a surprise, the full one; then rest."""
    rehearsal = stats.last.rehearsal
    done = {each.mode for each in modes if in_time(each, 2)}
    slot = minutes_of(rehearsal.slot)
    shortest = min(part.section.tier for part in rehearsal.plan.parts)
    shorter = [each for each in VERSIONS if shortest <= each < slot and f"{each} min" not in done]
    steps = []
    if shorter:
        version = min(shorter, key=lambda each: abs(each - slot / 2))
        steps.append(f"the {version}-minute version (`prep talk {slug} --minutes {version}`)")
    if f"{slot} min, surprise" not in done:
        steps.append("`--surprise`" if steps else f"`prep talk {slug} --minutes {slot} --surprise`")
    if not steps and f"{rehearsal.minutes} min" not in done:
        steps.append(f"all of it (`prep talk {slug}`)")
    return f"now {', or '.join(steps)}" if steps else "it is ready; once more in the three days before you give it"


def _not_delivered(stats: ModeStats) -> str:
    missing = Counter(title for run in stats.runs for title in run.result.missing)
    if not missing or not (stats.last.result.missing or 2 * missing.most_common(1)[0][1] >= stats.n):
        return ""
    title, times = missing.most_common(1)[0]
    return f"`{title}` was not delivered in {times} of {stats.n}: {_be_there(stats, title)}"


def _rushed(stats: ModeStats) -> str:
    rushed = [run.result.close_rushed for run in stats.runs]
    if not (rushed[-1] or 2 * sum(rushed) >= stats.n):
        return ""
    kept = _kept(stats.last.rehearsal.plan)
    return f"the close was rushed in {sum(rushed)} of {stats.n}: {_be_there(stats, kept[-2:][0].section.title)}"


def _be_there(stats: ModeStats, title: str) -> str:
    """When to begin with that section at the latest, so that it and what follows have their time."""
    rehearsal = stats.last.rehearsal
    kept = _kept(rehearsal.plan)
    titles = [part.section.title for part in kept]
    if rehearsal.surprise is not None or title not in titles:
        return f"when the slot shrinks, make room for `{title}` first"
    rest = sum((part.time for part in kept[titles.index(title) :]), ZERO)
    return f"start `{title}` by {clock_face(rehearsal.slot - rest)}"


def _too_long(stats: ModeStats) -> str:
    over, slot = middle(stats.offs), stats.last.rehearsal.slot
    if over < ZERO or not much(over, slot):
        return ""
    asked = middle(run.result.questions for run in stats.runs)
    worst = stats.sections[0]
    if asked >= over / 2 and asked >= worst.over:
        room = minutes_of(slot - asked)
        return f"questions take {clock_face(asked)} of the talk (median of {stats.n}): plan it for {room} minutes"
    parts = {part.section.title: part for part in _kept(stats.last.rehearsal.plan)}
    if worst.over >= over / 2 and 2 * worst.ran_over >= worst.n:
        drop = "" if _must(parts.get(worst.title)) else f" or drop it from the {minutes_of(slot)}"
        runs = f"it runs {signed(worst.over)} in {worst.ran_over} of {worst.n}"
        return f"cut `{worst.title}` by {_roughly(min(worst.over, over))}{drop}: {runs}"
    said = f"{signed(over)} in the median of {stats.n}, a little everywhere"
    free = [part for part in parts.values() if not part.must]
    if not free:
        return f"{said}: take one thing out of every section"
    last = max(free, key=lambda part: (part.section.tier, part.section.priority))
    return f"{said}: drop `{last.section.title}` from the {minutes_of(slot)}"


def _too_short(stats: ModeStats) -> str:
    over = middle(stats.offs)
    if over > ZERO or not much(over, stats.last.rehearsal.slot):
        return ""
    said = f"{clock_face(-over)} early in the median of {stats.n}"
    short = stats.sections[-1]
    if short.over >= -LEAST_BAND:
        return f"{said}: there is room for what you left out"
    return f"{said}: `{short.title}` gets {clock_face(-short.over)} less than planned, so take your time there"


def _unsteady(stats: ModeStats) -> str:
    apart = spread(stats.offs)
    if apart is None or stats.n < 3 or not much(apart, stats.last.rehearsal.slot):
        return ""
    middling = signed(middle(stats.offs))
    return f"{middling} in the median, but {clock_face(apart)} apart (n={stats.n}): learn the bridges word for word"


def _last_time(stats: ModeStats) -> str:
    """Nothing that repeats itself: where the last run went."""
    run = stats.last
    spoken = [each for each in run.result.sections if each.visits]
    most = max(spoken, key=lambda each: each.over if run.off > ZERO else -each.over, default=None)
    where = f", most of it in `{most.title}` ({signed(most.over)})" if most and abs(most.over) > LEAST_BAND else ""
    return f"{signed(run.off)} last time{where}: once more, with an eye on that (n={stats.n})"


def _kept(plan: Plan) -> list[Part]:
    return [plan.parts[number] for number in plan.kept]


def _must(part: Part | None) -> bool:
    """A section that is not in the plan cannot be dropped from it, either."""
    return part is None or part.must


def _roughly(span: timedelta) -> str:
    """A length of time in words, rounded up to half a minute: `two minutes`."""
    halves = max(1, -(-span // HALF_MINUTE))
    whole, half = divmod(halves, 2)
    if not whole:
        return "half a minute"
    if half:
        return f"{whole}½ minutes"
    number = NUMBERS[whole] if whole < len(NUMBERS) else str(whole)
    return f"{number} minute{'' if whole == 1 else 's'}"
