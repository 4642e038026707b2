"""`prep day`: shown before, run as lines, killed and gone on with, and what it came to."""

from __future__ import annotations

import io
import json
import re
import signal
import termios
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from command_line import ESCAPE, CommandLine, Ran
from rich.console import Console
from test_cli_golden import same_as_golden
from test_cli_terminal import ALTERNATE_SCREEN, Terminal

from prep.catalogue.banks import find_bank
from prep.cli import show_day_end
from prep.flows import asking
from prep.flows import day as story
from prep.flows.asking import Chair
from prep.flows.attending import Attending, House
from prep.flows.desk import Desk
from prep.flows.past import voided
from prep.flows.rehearse import Lectern, rehearsals
from prep.history import History
from prep.model.answer import Answered
from prep.model.day import lay_out
from prep.model.moment import Moment
from prep.model.onsite import OnSite, Planned, Stands
from prep.model.record import sessions_from
from prep.model.rubrics import MOTIVATION
from prep.places import Places
from prep.screens.day_parts import Names
from prep.workspace import Workspace

QUIET = ("--seed", "3", "--hours", "4")


def history_of(prep: CommandLine) -> History:
    return History.open(Places(home=prep.home, content=()))


def days_of(prep: CommandLine) -> tuple[OnSite, ...]:
    return story.days(history_of(prep))


def lines(prep: CommandLine, *typed: str, words: tuple[str, ...] = ()) -> Ran:
    """A day that obeys these lines."""
    return prep.here("day", *words, input="".join(f"{line}\n" for line in typed))


@pytest.fixture
def terminal(prep: CommandLine) -> Iterator[Any]:
    """Opens terminals, and closes those that a failing test left."""
    opened: list[Terminal] = []

    def terminal(*words: str) -> Terminal:
        opened.append(Terminal(prep, *words))
        return opened[-1]

    yield terminal
    for each in opened:
        if each.child.isalive():
            each.child.kill(signal.SIGKILL)
            each.child.wait()
        if each.child.child_fd >= 0:
            each.child.close()


def test_a_day_is_shown_before(prep: CommandLine):
    """Every slot with what is in it; nothing is begun, and nothing is written."""
    shown = prep.here("day", "--dry-run", "--hours", "6", "--seed", "3", "--talk", "thesis-overview", COLUMNS="100")

    assert (shown.code, shown.err) == (0, "")
    text = "".join(f"{line.rstrip()}\n" for line in shown.out.splitlines())
    # Which problems and questions there are changes; that each slot has its own does not.
    text = re.sub(r"(Coding|Debugging)( +)\S.* · ", r"\1\2A problem · ", text)
    assert same_as_golden("day_dry_run", re.sub(r"\d+ questions · ", "9 questions · ", text))
    assert not prep.home.exists()


def test_a_day_as_data(prep: CommandLine):
    """Slots with kind, title, start and minutes; the same seed gives the same day, another another."""
    first, again, other = (
        prep.here("day", "--dry-run", "--json", "--hours", "8", "--start", "08:30", "--seed", seed).data
        for seed in ("3", "3", "4")
    )

    assert first == again
    assert first != other
    slots = first["slots"]
    assert [slots[0][key] for key in ("kind", "start", "minutes")] == ["talk", "08:30", 60]
    assert {"talk", "break", "lunch", "coding", "why"} <= {each["kind"] for each in slots}
    assert all(each["why"].startswith("motivation/") and each["what"] for each in slots if "asker" in each)


def test_the_day_that_is_shown_is_the_day_that_begins(prep: CommandLine):
    """Whoever liked the dry run gets it, by its seed."""
    shown = prep.here("day", "--dry-run", "--json", *QUIET).data["slots"]
    begun = lines(prep, words=QUIET)
    under_way = prep.here("day", "--json").data

    assert begun.code == 0
    what = [(each["kind"], each.get("what"), each.get("why")) for each in shown]
    assert what == [(each["kind"], each.get("what"), each.get("why")) for each in under_way["slots"]]
    assert (under_way["finished"], under_way["seed"], under_way["slots"][0]["stands"]) == (False, 3, "waits")


def test_the_end_of_input_leaves_the_day_under_way(prep: CommandLine):
    """Nothing waits without a terminal; it is one day, and goes on as it began."""
    first = lines(prep, words=QUIET)
    second = lines(prep, "quit", words=("--hours", "8"))

    assert (first.code, second.code) == (0, 0)
    assert "`prep day` goes on with it." in first.out
    assert "options are for a new day" in second.err
    assert ESCAPE not in first.out
    assert len(days_of(prep)) == 1


def test_a_talk_by_lines(prep: CommandLine):
    """Opened, rehearsed, scored, asked about, closed with its score: one pipe serves the day and what is in it."""
    ran = lines(
        prep,
        *("time", "foo", "done", "open", "next", "finish", "score 4 4 4 4 4"),
        *("", "", "3", "q", "schedule", "open", "q", "done", "next", "open", "skip", "quit"),
        words=(*QUIET, "--talk", "thesis-overview"),
    )
    day = prep.here("day", "--json").data

    assert (ran.code, ran.err) == (0, "")
    for said in (
        "Job talk and questions · ",
        "'foo' is not understood",
        "you are in no slot",
        "2/12 ",
        "kept: problem 4",
        "They are still there.",
        "Job talk and questions: 3.5 of 4",
        "Next: Coding",
        "no slot is open now",
    ):
        assert said in ran.out
    talk = day["slots"][0]
    assert (talk["stands"], talk["score"], len(talk["facts"])) == ("done", 3.5, 2)
    assert talk["words"].endswith("time mark 1, your own 4.0")


def test_a_day_is_finished_early(prep: CommandLine):
    """It says what it came to; `--finish` ends it, and shows it again."""
    lines(prep, "skip", "quit", words=QUIET)
    ended, again = prep.here("day", "--finish"), prep.here("day", "--finish")

    assert (ended.code, again.out) == (0, ended.out)
    for said in ("left out", "not reached", "Fatigue is told from two whole days on", "Next: `prep talk "):
        assert said in ended.out
    assert days_of(prep)[0].finished


def test_a_day_is_given_up(prep: CommandLine):
    """It is kept and counts for nothing; another one may begin."""
    lines(prep, words=QUIET)
    given_up = prep.here("day", "--abandon", "--json")
    lines(prep, words=QUIET)

    assert given_up.data["abandoned"]
    assert [each.abandoned for each in days_of(prep)] == [True, False]


def test_a_day_waits_for_its_start(prep: CommandLine):
    """One that is to come begins then; one that has begun is late; one that is over is refused."""
    late = lines(prep, words=(*QUIET, "--start", "00:00"))
    over = bool(days_of(prep)) is False
    prep.here("day", "--abandon")
    early = lines(prep, "open", "quit", words=(*QUIET, "--start", "23:59"))

    if over:
        assert (late.code, "is over" in late.err) == (2, True)
    else:
        assert "late is late" in late.err
    if datetime.now().astimezone().hour < 23:
        assert "Not yet" in early.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--dry-run", "--finish"), 2, "exclude each other"),
        (("--hours", "3"), 2, "4 to 10 hours"),
        (("--start", "25:00"), 2, "not a time of day"),
        (("--speed", "0.5"), 2, "speed"),
        (("--talk", "nothing-like-it"), 4, "there is no talk"),
        (("--finish",), 4, "there is no day"),
        (("--abandon",), 4, "no day is under way"),
        (("--json",), 4, "there is no day"),
    ],
)
def test_what_cannot_be(prep: CommandLine, words: tuple[str, ...], code: int, said: str):
    """Told in words, with nothing begun."""
    ran = prep.here("day", *words)

    assert ran.code == code
    assert said in ran.err
    assert not days_of(prep)


def test_a_whole_day_killed_twice(prep: CommandLine, terminal: Any):
    """At speed in a real terminal: kill -9 in the talk and in the problem; each time the same thing goes on."""
    began = time.monotonic()
    first = terminal("day", *QUIET, "--speed", "400", "--plain", "--talk", "thesis-overview")
    first.until("Enter opens it.")
    first.type("open")
    first.until("1/12 ")
    first.type("next")
    first.until("2/12 ")
    first.child.kill(signal.SIGKILL)
    first.child.wait()

    second = terminal("day", "--plain")
    second.until("They are still there.")
    second.type("")
    second.until("assumed that nobody spoke")
    second.type("finish")
    second.until("Score yourself")
    second.type("score 3 3 3 4 3")
    second.until("hear the question")
    second.type("q")
    second.type("done")
    second.until("Job talk and questions: ")
    second.until("Coding · Researcher")
    second.type("open")
    second.until("your answer: ")  # nobody answered "why here?": its five minutes went by
    second.child.kill(signal.SIGKILL)
    second.child.wait()

    third = terminal("day", "--plain")
    third.until("`help` lists")
    third.type("open")
    third.until("Coding: ")
    third.until("Research chat · Hiring manager")
    third.type("open")
    asked = days_of(prep)[0].plan[4].what[0].removeprefix("research/")
    question = find_bank(Places(home=prep.home, content=()).bank_roots, "research").question(asked)
    assert question is not None
    third.until(question.text[:40])
    third.type("")
    third.until("Speak. ")
    third.type("")
    third.until("Your marks")
    third.type("3 3 3 3")
    third.until("Shown only")
    third.until("Research chat: ")
    third.until("Soft skills · HR or leadership · ")
    third.type("skip")
    third.until("To work on")

    assert third.end() == 0
    assert time.monotonic() - began < 90
    (day,) = days_of(prep)
    assert (day.finished, day.real, sorted(day.held)) == (True, False, [0, 2, 4, 6])
    history = history_of(prep)
    (rehearsal,) = rehearsals(Lectern(history, lambda: day.begins, prep.home / "rehearsal.beat"))
    (session,) = sessions_from(history.recorded())
    ((out, because),) = voided(history)  # nothing is learnt from it
    (answer,) = asking.all_answered(Chair(history, lambda: day.begins))
    assert [held.facts for _, held in sorted(day.held.items())] == [(rehearsal.id,), (session.id,), (answer.id,), ()]
    assert (session.open, session.mode.value) == (False, "interview")
    assert (out.id, because) == (session.id, "a demonstration")
    assert rehearsal.speed == day.speed == 400
    assert day.held[4].words.startswith("1 of ")
    assert day.held[6].words == "left out"
    assert "it counts for nothing" in third.sent


def test_on_screens(prep: CommandLine, terminal: Any):
    """Enter opens the talk on a screen of its own, leaving it comes back to the day, and leaving that to the shell."""
    day = terminal("day", *QUIET, "--talk", "thesis-overview")
    day.until("Mock on-site")
    day.until("Enter opens it.")
    day.child.send("\r")
    day.until("Knowing where the model is wrong")
    day.child.send("\x03")
    day.until("They are still there.")
    day.child.send("d")
    day.until("no score · not given")
    day.child.send("q")

    assert day.end() == 0
    assert "`prep day` goes on with it." in day.sent
    assert days_of(prep)[0].held[0].words == "not given"


def test_a_window_is_closed_in_a_slot(prep: CommandLine, terminal: Any):
    """Nobody can see a screen any more, so none is opened; the day is under way, and the slot is open."""
    day = terminal("day", *QUIET, "--talk", "thesis-overview")
    day.until("Enter opens it.")
    day.child.send("\r")
    day.until("Knowing where the model is wrong")
    day.hang_up()

    (left,) = days_of(prep)
    assert left.open
    assert left.entered == (0,)


@pytest.mark.parametrize("form", [[], ["--plain"]], ids=["screens", "lines"])
def test_a_polite_kill_in_a_slot_ends_it_all(prep: CommandLine, terminal: Any, form: list[str]):
    """No schedule comes first: what is under way is kept, the terminal is as it was, and it is said how to go on."""
    day = terminal("day", *QUIET, "--talk", "thesis-overview", *form)
    day.until("Enter opens it." if not form else "`help` lists")
    day.child.send("\r" if not form else "open\r")
    day.until("Enter starts")
    day.child.send("\r")
    day.until("1/")
    day.child.kill(signal.SIGTERM)

    assert day.end() == 128 + signal.SIGTERM
    assert "`prep day` goes on with it." in day.sent
    assert termios.tcgetattr(day.child.child_fd) == day.before
    # The schedule and the talk, each once.
    assert [day.sent.count(each) for each in ALTERNATE_SCREEN] == [0 if form else 2] * 2
    (left,) = days_of(prep)
    assert (left.open, left.entered) == (True, (0,))
    (rehearsal,) = rehearsals(Lectern(history_of(prep), lambda: left.begins, prep.home / "rehearsal.beat"))
    assert rehearsal.open
    assert not (prep.home / "last-error.txt").exists()


def test_a_polite_kill_at_the_schedule_ends_it(prep: CommandLine, terminal: Any):
    """The same exit code, and the same words."""
    day = terminal("day", *QUIET, "--talk", "thesis-overview")
    day.until("Enter opens it.")
    day.child.kill(signal.SIGTERM)

    assert day.end() == 128 + signal.SIGTERM
    assert "`prep day` goes on with it." in day.sent


class Wall:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.ticks = timedelta(hours=1)

    def __call__(self) -> Moment:
        return Moment(datetime(2026, 11, 23, 8, tzinfo=UTC) + self.ticks, self.ticks, "boot")


def held_day(prep: CommandLine, wall: Wall) -> Attending:
    """A day of eight hours: some scores, one slot missed, "why here?" answered to four roles."""
    history = History.open(Places(home=prep.home, content=()), wall)
    prep.home.mkdir(exist_ok=True)
    desk = Desk(Workspace(prep.home / "work"), history, wall, None)  # type: ignore[arg-type] # nothing is graded
    house = House(desk, Lectern(history, wall, prep.home / "beat"), Chair(history, wall))
    plan = tuple(Planned(slot, (), f"motivation/{slot.asker}" if slot.interview else "") for slot in lay_out(8))
    attending = Attending(story.start(plan, history, wall, seed=3), house)
    scores = iter(((3.5, "44:12 of 45:00"), (4.0, "passed at 21:03"), (2.5, "2 of 9 answers"), (3.0, "8 of 9 answers")))
    marks = iter(((4, 3, 3, 3, 4), (2, 3, 2, 3, 3), (3, 3, 3, 3, 2), (4, 4, 3, 4, 4)))
    seconds = iter((55.0, 150.0, 88.0, 61.0))
    for number, each in enumerate(plan):
        if attending.stands(number) not in (Stands.WAITS, Stands.AHEAD) or each.slot.kind.value in ("break", "lunch"):
            continue
        wall.ticks += each.slot.start - attending.elapsed
        score, words = next(scores, (None, ""))
        if score is None:
            continue
        attending.open(number)
        if each.why:
            given = dict(zip((one.id for one in MOTIVATION.criteria), next(marks), strict=True))
            answer = Answered("", each.why, "Why us?", each.slot.asker, wall().utc, MOTIVATION.id, given)
            asking.answer(_spoken(answer, next(seconds), attending.sitting(number)), house.chair)
        if number == 2:
            attending.note(number, "How is a direction ended? Quarterly, with a written case.")
        attending.day = story.close_slot(attending.day, number, history, wall, score=score, words=words)
    wall.ticks += attending.day.length - attending.elapsed
    attending.finish()
    return attending


def _spoken(answer: Answered, seconds: float, sitting: str) -> Answered:
    return replace(answer, seconds=seconds, limit=90, sitting=sitting)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall is the same everywhere."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_what_a_day_came_to(prep: CommandLine, zone: None):
    """Scores by slot as a chart, fatigue with its n from two days on, why from role to role, what to work on."""
    wall = Wall()
    names = Names({}, {"recruiter": "Recruiter", "researcher": "Researcher", "manager": "Manager", "hr": "HR"})
    first = held_day(prep, wall)
    shown = io.StringIO()
    console = Console(file=shown, width=80)
    for line in show_day_end.report(first, [first.day], names):
        console.print(line)
    wall.ticks += timedelta(days=1)
    second = held_day(prep, wall)
    days = story.days(second.house.chair.history)
    data = show_day_end.report_data(second, days)

    assert same_as_golden("day_report", "".join(f"{line.rstrip()}\n" for line in shown.getvalue().splitlines()))
    assert data["fatigue"]["scores"] == 8
    assert [each["asker"] for each in data["why"]] == ["researcher", "manager", "hr"]
    assert json.loads(json.dumps(data)) == data
