"""Today: what is open, what is due and why, worked out from the facts at the moment of asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from prep.errors import BadUsage
from prep.flows import asking
from prep.flows.asking import SETTING, Chair
from prep.flows.choose import Choice, P, ago, ranking
from prep.history import History
from prep.model.agenda import Agenda, Item, Readiness, within
from prep.model.answer import Answered
from prep.model.asking import Pick, Turn, picks, takes
from prep.model.cover import Cover
from prep.model.moment import ZERO, clock_face
from prep.model.onsite import DAY_KINDS, OnSite, days_from
from prep.model.question import Bank
from prep.model.rehearsal import Rehearsal, minutes_of
from prep.model.rehearsal_record import REHEARSAL_KINDS, rehearsals_from
from prep.model.rubric import BAR
from prep.model.session import Mode, Session
from prep.model.strength import strengths
from prep.model.text import counted

BUDGET = "budget"
MOST_ASKED = timedelta(minutes=15)
"""So much of a day goes to questions at most."""
MOCK_DAY = (5, 10)
"""A mock on-site is held once, so many days before the real one."""
RUSTY_TALK = 14
DAY_MINUTES = 360


@dataclass(frozen=True)
class Sources:
    """Where the rest comes from, each asked only if it is needed.

    `sound` tells whether a problem can be practised, `left` gives an open session with its clock as it was left,
    `rehearsing` and `day` are what is under way.
    """

    covers: Sequence[Cover]
    banks: Callable[[], Sequence[Bank]]
    sound: Callable[[Cover], bool]
    left: Callable[[Session], Session]
    rehearsing: Callable[[], Rehearsal | None]
    day: Callable[[], OnSite | None]


@dataclass(frozen=True)
class _Done:
    """Everything that was done so far, by its kind."""

    sessions: tuple[Session, ...]
    rehearsals: tuple[Rehearsal, ...]
    answers: tuple[Answered, ...]
    days: tuple[OnSite, ...]


def today(chair: Chair, sources: Sources) -> Agenda:
    """The day as it stands: what is under way first, then what fits into its minutes."""
    done = _done(chair, chair.history.sessions())
    day, interview, limit = chair.today, asking.interview_date(chair), budget(chair.history)
    spent = _spent(done, day)
    begun = any((done.sessions, done.rehearsals, done.answers, done.days))
    under_way = _under_way(done, chair, sources)
    code = None if any(item.kind == "open" for item in under_way) else _code(done, chair, sources)
    turns = [item for item in (code, _questions(done, chair, sources), _talk(done, day, interview)) if item is not None]
    last = _last_kind(done, day)
    turns.sort(key=lambda item: item.kind == last)  # what was done a moment ago comes after the rest
    fitting = within(turns, budget=limit, spent=spent + sum(item.minutes for item in under_way))
    return Agenda(
        day=day,
        items=(*under_way, *fitting, *_mock_day(done, day, interview)),
        budget=limit,
        spent=spent,
        interview=interview,
        readiness=_readiness(done, sources, day, interview) if begun else None,
        untried=_untried(done),
        begun=begun,
    )


def budget(history: History) -> int | None:
    """The minutes a day that somebody wants to spend, if they said so."""
    for fact in reversed(history.facts(kinds=[SETTING])):
        if fact.data["name"] == BUDGET:
            return int(fact.data["value"]) if fact.data["value"] else None
    return None


def set_budget(minutes: int | None, history: History) -> None:
    """Spend so many minutes a day; None forgets it."""
    if minutes is not None and minutes < 1:
        raise BadUsage("a day needs at least a minute", hint="`prep today --budget 60`; 0 forgets it.")
    if minutes != budget(history):
        history.add(SETTING, BUDGET, {"name": BUDGET, "value": str(minutes) if minutes else ""})


def ranked_today(problems: Sequence[P], sessions: Sequence[Session], chair: Chair) -> tuple[Choice[P], ...]:
    """The ranking with what the settings say: the date of the interview, and what is left of the day's minutes."""
    return _ranked(problems, _done(chair, sessions), chair)


def _ranked(problems: Sequence[P], done: _Done, chair: Chair) -> tuple[Choice[P], ...]:
    limit = budget(chair.history)
    left = None if limit is None else limit - _spent(done, chair.today)
    return ranking(problems, done.sessions, today=chair.today, interview=asking.interview_date(chair), minutes=left)


def _under_way(done: _Done, chair: Chair, sources: Sources) -> list[Item]:
    found = []
    if done.days and done.days[-1].open and sources.day() is not None:
        found.append(Item("open", "a mock on-site", "it is under way, and its clock does not wait", "prep day"))
    if done.rehearsals and done.rehearsals[-1].open and (rehearsal := sources.rehearsing()) is not None:
        why = "the rehearsal is under way, and its slot goes on"
        found.append(Item("open", rehearsal.slug, why, "prep talk resume", minutes_of(rehearsal.slot)))
    session = next((each for each in reversed(done.sessions) if each.open and not each.parked), None)
    if session is not None:
        left = sources.left(session).remaining(chair.clock())
        time = f"{clock_face(left)} left" if left >= ZERO else f"{clock_face(-left)} over time"
        clock = "an interview's clock goes on" if session.mode is Mode.INTERVIEW else "its clock waits for you"
        minutes = max(round(left / timedelta(minutes=1)), 0)
        found.append(Item("open", session.slug, f"{time}; {clock}", "prep code", minutes))
    newest = done.sessions[-1] if done.sessions else None
    if newest is not None and not newest.open and newest.score is None and (chair.today - newest.day).days <= 1:
        why = "finished; your self-score is missing, and with it what was measured"
        found.append(Item("score", newest.slug, why, "prep code finish", 1))
    return found


def _code(done: _Done, chair: Chair, sources: Sources) -> Item | None:
    ranked = _ranked(sources.covers, done, chair)
    choice = next((each for each in ranked if sources.sound(each.problem)), None)
    if choice is None:
        return None
    problem = choice.problem
    return Item("code", problem.slug, choice.why, f"prep code {problem.slug}", problem.minutes)


def _questions(done: _Done, chair: Chair, sources: Sources) -> Item | None:
    """The bank in which most is due or below the bar, as far as a quarter of an hour goes."""
    state = asking.known(chair) if done.answers else {}
    if not any(each.due <= chair.today or each.last_score < BAR for each in state.values()):
        return None
    of_bank = {}
    for bank in sources.banks():
        turns = picks(bank.questions, state, today=chair.today)
        if due := [pick for pick in turns if pick.turn in (Turn.DUE, Turn.WEAK)]:
            of_bank[bank.name] = due
    if not of_bank:
        return None
    name = max(of_bank, key=lambda each: len(of_bank[each]))
    chosen: list[Pick] = []
    length = ZERO
    for pick in of_bank[name]:
        if not chosen or length + takes(pick.question) <= MOST_ASKED:
            chosen.append(pick)
            length += takes(pick.question)
    days = [state[pick.question.key].due for pick in chosen if pick.turn is Turn.DUE]
    weak = len(chosen) - len(days)
    parts = []
    if days:
        oldest = ago(chair.today, min(days))
        late = "" if oldest == "today" else f", the oldest was due {oldest}"
        parts.append(f"{counted(len(days), 'question')} due{late}")
    if weak:
        parts.append(f"{weak if days else counted(weak, 'answer')} below the bar last time")
    return Item("ask", name, "; ".join(parts), f"prep ask {name}", max(1, round(length / timedelta(minutes=1))))


def _talk(done: _Done, day: date, interview: date | None) -> Item | None:
    """The talk that was rehearsed last: until two runs are in time, then once more shortly before the date."""
    if not done.rehearsals:
        return None
    from prep.model.talk_advice import advice
    from prep.model.talk_stats import counts, in_time, statistics

    runs = [each for each in done.rehearsals if counts(each)]
    if not runs:
        return None
    last = runs[-1]
    waited = (day - _day_of(last)).days
    modes = statistics(runs, last.uuid)
    if in_time(modes[0], 2):
        soon = interview is not None and (interview - day).days <= 3 and (interview - _day_of(last)).days > 3
        due = soon or waited >= RUSTY_TALK
    else:
        due = waited >= 1
    if not due:
        return None
    minutes = minutes_of(last.slot)
    shorter = "" if minutes == last.minutes else f" --minutes {minutes}"
    return Item("talk", last.slug, advice(modes, last.slug), f"prep talk {last.slug}{shorter}", minutes)


def _mock_day(done: _Done, day: date, interview: date | None) -> list[Item]:
    """A mock on-site, once, some days before the real one."""
    if interview is None or not MOCK_DAY[0] <= (interview - day).days <= MOCK_DAY[1]:
        return []
    since = day - timedelta(days=MOCK_DAY[1])
    if any(each.real and (each.finished or each.open) and _date(each) >= since for each in done.days):
        return []
    return [Item("day", "a mock on-site", "once, in the days before the real one", "prep day", DAY_MINUTES)]


def _readiness(done: _Done, sources: Sources, day: date, interview: date | None) -> Readiness | None:
    if interview is None:
        return None
    skills = {cover.slug: cover.skills for cover in sources.covers}
    skills |= {cover.uuid: cover.skills for cover in sources.covers}
    known = strengths(done.sessions, lambda each: skills.get(each.slug) or skills.get(each.uuid) or ())
    bar = sum(each.at_the_bar for each in known.values())
    return Readiness((interview - day).days, bar, len(known), _talk_words(done))


def _talk_words(done: _Done) -> str:
    if not done.rehearsals:
        return "talk not rehearsed"
    from prep.model.talk_stats import counts, in_time, statistics

    runs = [each for each in done.rehearsals if counts(each)]
    if not runs:
        return "talk not rehearsed"
    newest = statistics(runs, runs[-1].uuid)[0]
    return "talk within 5 % twice" if in_time(newest, 2) else f"talk {'' if newest.last.good else 'not yet '}within 5 %"


def _done(chair: Chair, sessions: Sequence[Session]) -> _Done:
    facts = chair.history.facts
    return _Done(
        tuple(sessions),
        rehearsals_from(facts(kinds=REHEARSAL_KINDS)),
        tuple(each for each in asking.all_answered(chair) if each.real),
        days_from(facts(kinds=DAY_KINDS)),
    )


def _spent(done: _Done, day: date) -> int:
    """The minutes that went into practice today."""
    spans = [each.took for each in _ended(done.sessions, day) if each.took is not None]
    spans += [
        each.finished.utc - each.started.utc for each in done.rehearsals if each.finished and _day_of(each) == day
    ]
    spans += [timedelta(seconds=each.seconds) for each in done.answers if each.at.astimezone().date() == day]
    return round(sum(spans, ZERO) / timedelta(minutes=1))


def _last_kind(done: _Done, day: date) -> str:
    """What was practised last today."""
    times = [(each.finished.utc, "code") for each in _ended(done.sessions, day) if each.finished]
    times += [(each.finished.utc, "talk") for each in done.rehearsals if each.finished and _day_of(each) == day]
    times += [(each.at, "ask") for each in done.answers if each.at.astimezone().date() == day]
    return max(times)[1] if times else ""


def _ended(sessions: Sequence[Session], day: date) -> list[Session]:
    """Those that ended on that day on the wall; whether it can be so is told by the day in Greenwich, and sooner."""
    near = [each for each in sessions if each.finished and abs((each.finished.utc.date() - day).days) <= 1]
    return [each for each in near if each.day == day]


def _untried(done: _Done) -> tuple[str, ...]:
    tried = {"prep code": done.sessions, "prep why": done.answers, "prep talk": done.rehearsals}
    return tuple(command for command, what in tried.items() if not what)


def _day_of(rehearsal: Rehearsal) -> date:
    return rehearsal.started.utc.astimezone().date()


def _date(day: OnSite) -> date:
    return day.begins.utc.astimezone().date()
