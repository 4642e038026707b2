"""The day on a screen, driven as a candidate does, and its pictures at three sizes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_makers import Hand, desk_at, problem_in
from syrupy.assertion import SnapshotAssertion
from talk_makers import a_talk
from textual.pilot import Pilot
from textual.widgets import Input, Static

from prep.flows import day as story
from prep.flows import practise, rehearse
from prep.flows.asking import Chair
from prep.flows.attending import Attending, House
from prep.flows.question_time import QuestionTime, questions_of
from prep.flows.rehearse import Lectern
from prep.flows.sitting import Sitting
from prep.model.day import lay_out
from prep.model.onsite import Planned, Stands
from prep.screens.day import DayApp
from prep.screens.day_parts import Names
from prep.screens.in_time import PracticeInTime, QuestionsInTime, RehearsalInTime
from prep.screens.own_questions import OwnQuestionsApp
from prep.screens.pages import Page, Pick
from prep.screens.standing_words import Look

SMALL, USUAL, LARGE = (40, 10), (80, 24), (160, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, USUAL, LARGE], ids=["40x10", "80x24", "160x50"])
NAMES = Names({}, {"recruiter": "Recruiter", "researcher": "Researcher", "manager": "Hiring manager", "hr": "HR"})
MINUTE = timedelta(minutes=1)
TALK, CODING, CHAT, LUNCH = 0, 2, 4, 5
WORDS = "44:12 of 45:00, time mark 3, your own 3.6"


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def house(tmp_path: Path, clock: Hand) -> House:
    home = tmp_path / "home"
    home.mkdir()
    desk = desk_at(home, clock)
    return House(desk, Lectern(desk.history, clock, home / "rehearsal.beat"), Chair(desk.history, clock))


@pytest.fixture
def day(house: House, clock: Hand) -> Callable[..., Attending]:
    """A day of six hours, at this minute of it; where it has come so far, the talk was given, and coding missed."""

    def at(minute: float, *, speed: float = 1.0) -> Attending:
        wait = timedelta(minutes=max(-minute, 0))
        plan = tuple(Planned(slot, ("a", "b") if slot.interview else ("my-talk",)) for slot in lay_out(6))
        begun = story.start(plan, house.chair.history, clock, seed=5, speed=speed, wait=wait)
        attending = Attending(begun, house)
        if minute >= 60:
            attending.open(TALK)
            clock.wait(58 * MINUTE / speed)
            attending.day = story.close_slot(attending.day, TALK, house.chair.history, clock, score=3.5, words=WORDS)
        clock.wait((timedelta(minutes=max(minute, 0)) - max(attending.elapsed, timedelta(0))) / speed)
        return attending

    return at


async def settled(pilot: Pilot[Any]) -> str:
    """The picture once it is drawn and stands still, however slow the machine is."""
    before = ""
    while True:
        await pilot.pause(0.3)
        picture = pilot.app.export_screenshot()
        now = re.sub(r"terminal-\d+", "", picture)
        base = pilot.app.screen_stack[0]
        if now == before and all(bar.content for bar in base.query("#bar").results(Static)) and base.query("#bar"):
            return picture
        before = now


@SIZES
@pytest.mark.parametrize(("name", "minute"), [("before", -7.2), ("late", 118), ("lunch", 170)])
async def test_picture(
    name: str,
    minute: float,
    size: tuple[int, int],
    day: Callable[..., Attending],
    drawn: SnapshotAssertion,
    zone: None,
):
    """What is now and how long; what is done, missed and to come; and what to press."""
    app = DayApp(day(minute), NAMES, said="Research chat: 3.2 of 4 · 5 of 9 answers" if name == "lunch" else "")
    async with app.run_test(size=size) as pilot:
        assert await settled(pilot) == drawn


async def test_picture_of_a_demonstration(day: Callable[..., Attending], drawn: SnapshotAssertion, zone: None):
    """It says on the first line that it is one."""
    app = DayApp(day(20, speed=60.0), NAMES)
    async with app.run_test(size=USUAL) as pilot:
        assert await settled(pilot) == drawn


@SIZES
async def test_picture_of_your_own_questions(
    size: tuple[int, int], day: Callable[..., Attending], drawn: SnapshotAssertion, zone: None
):
    """What is left, what was kept, and the line to write on."""
    attending = day(155)
    attending.open(CHAT)
    attending.note(CHAT, "How is a direction ended? Quarterly, with a written case.")
    async with OwnQuestionsApp(attending, CHAT).run_test(size=size) as pilot:
        await pilot.press(*"Who")
        assert await settled(pilot) == drawn


async def test_enter_opens_what_waits(day: Callable[..., Attending]):
    """While the time of a slot runs; in a break nobody is there."""
    app = DayApp(day(70), NAMES)
    async with app.run_test(size=USUAL) as pilot:
        await pilot.press("enter")

    assert app.return_value == "open"


async def test_nobody_is_there_in_a_break(day: Callable[..., Attending], clock: Hand):
    """Enter says so; when the time has come by itself, it opens."""
    attending = day(62)
    app = DayApp(attending, NAMES)
    async with app.run_test(size=USUAL) as pilot:
        await pilot.press("enter", "d", "s")
        still_there = app.return_value is None and attending.current() == 1
        clock.wait(3 * MINUTE)
        await pilot.pause(0.4)
        await pilot.press("enter")

    assert still_there
    assert app.return_value == "open"


async def test_a_page_over_the_day_has_the_keys(day: Callable[..., Attending]):
    """Enter closes the help, and opens nothing; Esc answers no."""
    attending = day(70)
    app = DayApp(attending, NAMES)
    async with app.run_test(size=USUAL) as pilot:
        await pilot.press("question_mark")
        helped = isinstance(app.screen, Page)
        await pilot.press("enter")
        closed = len(app.screen_stack) == 1
        await pilot.press("s")
        asked = isinstance(app.screen, Pick)
        await pilot.press("escape", "f", "escape")
        nothing = attending.stands(CODING) is Stands.WAITS and app.return_value is None
        await pilot.press("q")

    assert (helped, closed, asked, nothing) == (True, True, True, True)
    assert app.return_value is None


async def test_a_slot_is_left_out_or_done(day: Callable[..., Attending], clock: Hand):
    """After a question; what was opened is closed with its score."""
    attending = day(70)
    app = DayApp(attending, NAMES)
    async with app.run_test(size=USUAL) as pilot:
        await pilot.press("s", "y")
        await pilot.pause()
        clock.wait(46 * MINUTE)
        attending.open(CHAT)
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("f", "y")

    assert attending.held(CODING).words == "left out"
    assert attending.stands(CHAT) is Stands.DONE
    assert app.return_value == "finish"


async def test_the_last_slots_end_ends_the_day(day: Callable[..., Attending], clock: Hand):
    """What was open is closed by itself, and Enter shows what it came to."""
    attending = day(355)
    app = DayApp(attending, NAMES)
    async with app.run_test(size=USUAL) as pilot:
        clock.wait(10 * MINUTE)
        await pilot.pause(0.4)
        await pilot.press("enter")

    assert attending.over
    assert app.return_value == "finish"


async def test_your_own_questions_end_with_an_empty_line(day: Callable[..., Attending]):
    """Each line is kept as it is typed."""
    attending = day(155)
    attending.open(CHAT)
    app = OwnQuestionsApp(attending, CHAT)
    async with app.run_test(size=USUAL) as pilot:
        await pilot.press(*"Why", "enter")
        kept = attending.held(CHAT).notes
        await pilot.press("enter")

    assert kept == ("Why",)
    assert app.through


async def test_your_own_questions_end_with_the_time(day: Callable[..., Attending], clock: Hand):
    """A line that is half written is kept; left with Esc, they are still there."""
    attending = day(155)
    attending.open(CHAT)
    left = OwnQuestionsApp(attending, CHAT)
    async with left.run_test(size=USUAL) as pilot:
        await pilot.press("escape")
    app = OwnQuestionsApp(attending, CHAT)
    async with app.run_test(size=USUAL) as pilot:
        app.query_one(Input).value = "half a"
        clock.wait(10 * MINUTE)
        await pilot.pause(0.5)

    assert (left.through, app.through) == (False, True)
    assert attending.held(CHAT).notes == ("half a",)


async def test_they_have_to_go(house: House, clock: Hand, tmp_path: Path):
    """A problem, a talk and questions close by themselves when the time has come, and not before."""
    gone: list[bool] = []
    problem = problem_in(tmp_path / "double")
    session = practise.start(problem, house.desk)
    talk = rehearse.start(a_talk(), house.lectern, slot=45 * MINUTE)
    apps = (
        PracticeInTime(Sitting(session, problem, house.desk), lambda: bool(gone)),
        RehearsalInTime(talk, house.lectern, Look(), lambda: bool(gone)),
        QuestionsInTime(QuestionTime(questions_of(a_talk()), a_talk(), house.chair), lambda: bool(gone)),
    )
    for app in apps:
        gone.clear()
        async with app.run_test(size=USUAL) as pilot:
            await pilot.pause(0.3)
            before = app.is_running and not app._exit
            gone.append(True)
            await pilot.pause(0.5)
            after = app._exit

        assert (before, after) == (True, True)


async def test_a_problem_that_is_only_shown_says_so(house: House, tmp_path: Path):
    """On its first line, whatever the width."""
    problem = problem_in(tmp_path / "double")
    sitting = Sitting(practise.start(problem, house.desk), problem, house.desk)
    app = PracticeInTime(sitting, lambda: False, shown="shown at 60x")
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause(0.4)
        first = str(app.query_one("#bar", Static).content)

    assert first.startswith("shown at 60x · ")
    assert first.endswith("left")
