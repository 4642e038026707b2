"""The practice screen, driven as a user does, and its pictures at two sizes."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from prep.catalogue.problems import find_problem
from prep.flows import practise
from prep.flows.desk import Desk
from prep.flows.sitting import Sitting
from prep.grader.likeness import with_likeness
from prep.grader.supervise import grade
from prep.grader.warm import Warm
from prep.history import History
from prep.model.moment import Moment
from prep.model.session import Mode
from prep.model.verdict import Likeness
from prep.places import Places, own_content
from prep.screens.pages import CodePage, Page, Pick, Score
from prep.screens.practice import PracticeApp
from prep.workspace import Workspace

NARROW, WIDE = (80, 24), (120, 40)


class Svg(SingleFileSnapshotExtension):
    """One picture a file, readable in any browser."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Svg)


class Hand:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = timedelta(hours=1)

    def __call__(self) -> Moment:
        return Moment(datetime(2026, 11, 23, 12, tzinfo=UTC) + self.at, self.at, "boot")


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def desk(tmp_path: Path, clock: Hand, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)  # the path of the answer is on the screen: a short one, the same everywhere
    places = Places(home=Path("home"), content=(own_content(),))
    return Desk(Workspace(places.work), History.open(places, clock), clock, grade)


def app_for(desk: Desk, slug: str = "stable-softmax", mode: Mode = Mode.PRACTISE) -> PracticeApp:
    problem = find_problem((own_content(),), slug)
    return PracticeApp(Sitting(practise.start(problem, desk, mode=mode, seed=7), problem, desk))


def save(app: PracticeApp, file: str) -> None:
    """Save a shipped file of the problem as the user's answer."""
    shutil.copyfile(app.sitting.problem.folder / file, app.sitting.answer)


async def until(pilot, true: Callable[[], object]) -> None:
    """Let the app run until something is so; half a minute is a loaded machine's worst."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it never came"
        await pilot.pause(0.02)
    await pilot.pause(0.05)


def spend(app: PracticeApp, clock: Hand, span: timedelta) -> None:
    """Time at work: the clock goes on and the screen keeps its beat."""
    for _ in range(int(span.total_seconds()) // 5):
        clock.at += timedelta(seconds=5)
        app._tick()


def judged(app: PracticeApp, number: int) -> Callable[[], bool]:
    return lambda: len(app.sitting.session.judged) == number and not app._busy


def steady(svg: str) -> str:
    """The picture without the random name that Textual gives its classes."""
    import re

    return re.sub(r"terminal-\d+", "terminal-0", svg)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_picture_before_the_first_save(desk: Desk, size: tuple[int, int], picture: SnapshotAssertion):
    """The statement, the time left and the empty row of checks fit the terminal."""
    app = app_for(desk)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.2)

        assert steady(app.export_screenshot()) == picture


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_picture_of_a_failure(desk: Desk, clock: Hand, size: tuple[int, int], picture: SnapshotAssertion):
    """After a save that fails: marks by axis, the first failure in words, the mistake it looks like."""
    app = app_for(desk)
    async with app.run_test(size=size) as pilot:
        save(app, "mistakes/global-max.py")
        await until(pilot, judged(app, 1))
        spend(app, clock, timedelta(seconds=5))
        await pilot.pause(0.1)

        assert steady(app.export_screenshot()) == picture


async def test_picture_of_overtime_in_an_interview(desk: Desk, clock: Hand, picture: SnapshotAssertion):
    """An interview shows no row of checks, and overtime is said."""
    app = app_for(desk, mode=Mode.INTERVIEW)
    async with app.run_test(size=NARROW) as pilot:
        clock.at += timedelta(minutes=11)
        app._tick()
        await pilot.pause(0.2)

        assert steady(app.export_screenshot()) == picture


async def test_picture_of_the_score(desk: Desk, picture: SnapshotAssertion):
    """Each criterion is asked for with its four levels described."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f", "y")
        await until(pilot, lambda: isinstance(app.screen, Score))

        assert steady(app.export_screenshot()) == picture


async def test_every_save_is_graded_and_the_newest_wins(desk: Desk):
    """A save is graded by itself; one made while a grading runs is graded after it."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        save(app, "mistakes/global-max.py")
        await until(pilot, lambda: app._busy)
        save(app, "solution.py")
        await until(pilot, judged(app, 2))

        verdicts = [attempt.verdict for attempt in app.sitting.session.judged]
        assert [verdict.passed for verdict in verdicts if verdict] == [False, True]


async def test_the_mistake_whose_results_it_gives_is_named_after_the_verdict(desk: Desk):
    """The likeness comes when the verdict is there already, is remembered, and an interview hears nothing of it."""
    with Warm(spare=False) as warm:
        await _is_likened(app_for(replace(desk, liken=partial(with_likeness, crews=warm.crew))), desk)


async def _is_likened(app: PracticeApp, desk: Desk) -> None:
    async with app.run_test(size=NARROW) as pilot:
        save(app, "mistakes/global-max.py")
        await until(pilot, lambda: "gives the results of global-max" in str(app.query_one("#failure").render()))

        (attempt,) = practise.again(app.sitting.session.id, desk).judged
        assert attempt.verdict is not None
        assert attempt.verdict.likeness == Likeness("global-max", 1, 1)


async def test_the_interface_stays_alive_while_grading(desk: Desk):
    """Keys work while a slow answer is being graded."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        app.sitting.answer.write_text("import time\n\n\ndef softmax(x, axis=-1):\n    time.sleep(30)\n")
        await until(pilot, lambda: app._busy)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Page))

        assert app._busy
        await pilot.press("escape")
        await pilot.press("q")


async def test_interview_grades_only_after_a_guess(desk: Desk):
    """In an interview a save is not graded; submit asks for the guess, and records it."""
    app = app_for(desk, mode=Mode.INTERVIEW)
    async with app.run_test(size=NARROW) as pilot:
        save(app, "solution.py")
        await pilot.pause(0.3)
        before = app.sitting.session.attempts
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        await pilot.press("4")
        await until(pilot, judged(app, 1))

        assert before == ()
        assert app.sitting.session.attempts[0].guess == 70


async def test_the_solution_stays_shut_until_a_pass_or_a_give_up(desk: Desk):
    """The key for the solution is refused in words; giving up opens it and is recorded."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("o")
        await pilot.pause(0.1)
        shut = not isinstance(app.screen, CodePage)
        await pilot.press("g", "y")
        await until(pilot, lambda: isinstance(app.screen, CodePage))

        assert shut
        assert app.sitting.session.gave_up
        assert app.sitting.session.revealed


async def test_finish_scores_and_remembers(desk: Desk):
    """Finish, four keys, and the marks are in the history."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f", "y")
        await until(pilot, lambda: isinstance(app.screen, Score))
        await pilot.press("3", "2", "backspace", "4", "1", "2")
        await until(pilot, lambda: app.sitting.session.score is not None)

    (session,) = practise.sessions(desk)
    assert session.score is not None
    assert session.score.marks == {"problem-solving": 3, "code": 4, "communication": 1, "testing": 2}


async def test_pause_stops_the_clock(desk: Desk, clock: Hand):
    """Paused minutes are not counted in practise mode."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        spend(app, clock, timedelta(minutes=1))
        await pilot.press("p")
        await until(pilot, lambda: app.sitting.session.paused is not None)
        clock.at += timedelta(minutes=5)
        app._tick()  # as it does each second: or its next beat would take the jump for an absence, too
        await pilot.press("p")
        await until(pilot, lambda: app.sitting.session.paused is None)

        assert app.sitting.session.elapsed(clock()) == timedelta(minutes=1)


async def test_hints_asks_and_refused_steps_are_words(desk: Desk):
    """Hints open one by one until there are none; a step that is not due says why."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        for _ in range(3):
            await pilot.press("h")
            await until(pilot, lambda: isinstance(app.screen, Page))
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(app.screen, Page))
        await pilot.press("h")
        await pilot.press("n")
        await pilot.pause(0.1)

        assert app.sitting.session.hints == 3
        assert "not green yet" in str(app.query_one("#said").render())


async def test_stages_open_by_hand_when_green(desk: Desk):
    """A problem that grows opens its next stage on the key, once this one is green."""
    app = app_for(desk, "experiment-store")
    async with app.run_test(size=NARROW) as pilot:
        save(app, "solution.py")
        await until(pilot, judged(app, 1))
        stage_before = app.sitting.session.stage
        await pilot.press("n")
        await until(pilot, lambda: app.sitting.session.stage == 2)

        assert stage_before == 1
        assert "Stage 2" in app.sitting.problem.statement_up_to(2)


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (80, 24), (200, 60)])
async def test_any_size_is_drawn(desk: Desk, size: tuple[int, int]):
    """No terminal is too small to draw, and resizing back and forth changes nothing but the layout."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        for each in (size, WIDE, size):
            await pilot.resize_terminal(*each)
            await pilot.pause(0.05)

        assert app.is_running
        assert app.sitting.session.open


async def test_leaving_keeps_the_session(desk: Desk, clock: Hand):
    """q closes the screen; the session stays open with its clock stopped."""
    app = app_for(desk)
    async with app.run_test(size=NARROW) as pilot:
        spend(app, clock, timedelta(minutes=2))
        await pilot.press("q")
        await asyncio.sleep(0)
    clock.at += timedelta(hours=3)

    session = practise.open_session(desk)
    assert session is not None
    assert session.remaining(clock()) == timedelta(minutes=8)
