"""The rehearsal screen, driven as a speaker does, and its pictures at three sizes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_makers import Hand
from syrupy.assertion import SnapshotAssertion
from talk_makers import SECTIONS, a_talk, lectern_at, minutes
from textual.pilot import Pilot
from textual.widgets import Digits, Static

from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.flows.speaking import Coming
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.rubric import ASKED_OF_SPEAKERS
from prep.model.standing import Doing, Light, Standing
from prep.screens import rehearsal_pages
from prep.screens.pages import Page, Pick, Score
from prep.screens.rehearsal import RehearsalApp
from prep.screens.rehearsal_pages import Closing, LeadIn
from prep.screens.standing_words import Look
from prep.screens.talking import Talking

SMALL, USUAL, LARGE = (40, 10), (80, 24), (160, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, USUAL, LARGE], ids=["40x10", "80x24", "160x50"])

NOTES = """\
Say
- One map, three stops. Today is the second one.
- Where my part begins and a colleague's ends.
How
- This slide comes back twice with the current stop lit."""
PROBLEM, MAP, *REST = SECTIONS
TALK = a_talk(sections=(PROBLEM, replace(MAP, notes=NOTES), *REST))

pytestmark = pytest.mark.usefixtures("zone")


@pytest.fixture(autouse=True)
def quick_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three, two, one, without the seconds."""
    monkeypatch.setattr(rehearsal_pages, "COUNT_SECONDS", 0.01)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def lectern(tmp_path: Path, clock: Hand) -> Lectern:
    return lectern_at(tmp_path / "home", clock)


class Room:
    """A speaker before the screen: presses keys, and time passes when they say so."""

    def __init__(self, app: RehearsalApp, pilot: Pilot[None], clock: Hand) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    @property
    def talking(self) -> Talking:
        return next(each for each in self.app.screen_stack if isinstance(each, Talking))

    @property
    def stands(self) -> Standing:
        assert self.app.speaking is not None
        return self.app.speaking.stands()

    @property
    def rehearsal(self) -> Rehearsal:
        assert self.app.speaking is not None
        return self.app.speaking.rehearsal

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.02)

    async def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline, "it never came"
            await self.pilot.pause(0.02)
        await self.pilot.pause(0.05)

    async def on(self, page: type) -> None:
        await self.until(lambda: isinstance(self.app.screen, page))

    async def begin(self) -> None:
        await self.press("enter")
        await self.on(Talking)

    def spend(self, seconds: float) -> None:
        """Time passes, and the screen keeps its beat."""
        while seconds > 0:
            self.clock.wait(timedelta(seconds=min(seconds, 5)))
            seconds -= 5
            self.talking._attend()
        self.talking._draw()

    def text(self, id: str) -> str:
        return str(self.app.screen_stack[-1].query_one(f"#{id}", Static).content)


Script = Callable[[Room], Awaitable[None]]


async def rehearsing(
    lectern: Lectern, script: Script, size: tuple[int, int] = USUAL, look: Look | None = None, **options: Any
) -> str:
    """Play a script on the screen, and take the picture."""
    begun = options.pop("begun", None) or Coming(TALK, **{"slot": minutes(45), **options})
    app = RehearsalApp(begun, lectern, look or Look())
    async with app.run_test(size=size) as pilot:
        assert isinstance(lectern.clock, Hand)
        await pilot.pause(0.1)
        await script(Room(app, pilot, lectern.clock))
        await pilot.pause(0.1)
        return app.export_screenshot()


async def before(room: Room) -> None:
    """Nothing has begun."""


async def in_time(room: Room) -> None:
    await room.begin()
    room.spend(370)
    await room.press("n")
    room.spend(100)


async def nearly_over(room: Room) -> None:
    await in_time(room)
    room.spend(150)


async def over(room: Room) -> None:
    await in_time(room)
    room.spend(300)


async def a_question(room: Room) -> None:
    await in_time(room)
    await room.press("q")
    room.spend(42)


async def a_pause(room: Room) -> None:
    await in_time(room)
    await room.press("p")
    room.spend(65)


async def told_early(room: Room) -> None:
    await in_time(room)
    await room.press("c", "8", "enter")
    room.spend(8)


async def overtime(room: Room) -> None:
    await room.begin()
    for _ in range(7):
        room.spend(375)
        await room.press("space")
    room.spend(90)


async def the_end(room: Room) -> None:
    await overtime(room)
    await room.press("m", *"result", "enter")
    await room.press("n")
    await room.on(Closing)


@SIZES
@pytest.mark.parametrize(
    "script", [before, in_time, a_question, told_early, overtime, the_end], ids=lambda s: s.__name__
)
async def test_picture(lectern: Lectern, script: Script, size: tuple[int, int], drawn: SnapshotAssertion):
    """What matters is seen at every size: the time left, the pace, the section and its time, the next one."""
    assert await rehearsing(lectern, script, size) == drawn


@pytest.mark.parametrize("script", [nearly_over, over, a_pause], ids=lambda s: s.__name__)
async def test_picture_of_a_state(lectern: Lectern, script: Script, drawn: SnapshotAssertion):
    """Yellow and red are also a word and a sign; a pause is said."""
    assert await rehearsing(lectern, script) == drawn


@pytest.mark.parametrize("look", [Look(loose=True), Look(slides=True)], ids=["loose", "slides"])
async def test_picture_of_a_display(lectern: Lectern, look: Look, drawn: SnapshotAssertion):
    """Without seconds, and with the plan mirrored by slide."""
    assert await rehearsing(lectern, in_time, look=look) == drawn


async def test_the_first_word_comes_after_three_seconds(lectern: Lectern):
    """Nothing is kept before the count has ended; Esc ends it, and the next one begins at three."""

    async def script(room: Room) -> None:
        rehearsal_pages.COUNT_SECONDS = 60.0
        await room.press("enter", "enter")
        assert (room.app.screen.query_one(Digits).value, rehearse.rehearsals(lectern)) == ("3", ())
        await room.press("escape")
        assert room.app.screen.query_one(Digits).value == ""
        rehearsal_pages.COUNT_SECONDS = 0.01
        await room.begin()
        assert rehearse.rehearsals(lectern) == (room.rehearsal,)
        assert room.stands.gone == timedelta(0)

    await rehearsing(lectern, script)


async def test_every_key_is_kept_before_it_is_shown(lectern: Lectern):
    """Each has its mark in the history, in the order of the keys."""

    async def script(room: Room) -> None:
        await room.begin()
        for key in ("n", "right", "space", "pagedown", "b", "left", "pageup", "q", "q", "p", "p"):
            await room.press(key)
            room.spend(1)
        await room.press("m", *"nip", "enter")
        await room.press("m", "enter")
        await room.press("c", "9", "enter")

        assert rehearse.again(room.rehearsal.id, lectern) == room.rehearsal
        assert [mark.kind for mark in room.rehearsal.marks] == [
            *[MarkKind.NEXT] * 4,
            *[MarkKind.BACK] * 3,
            *(MarkKind.ASKED, MarkKind.ANSWERED, MarkKind.PAUSED, MarkKind.WENT_ON),
            *(MarkKind.STUMBLED, MarkKind.STUMBLED, MarkKind.CUT),
        ]
        assert [mark.word for mark in room.rehearsal.marks[-3:-1]] == ["nip", ""]
        assert room.stands.left == minutes(9)

    await rehearsing(lectern, script)


async def test_a_pause_in_a_question_keeps_it_open(lectern: Lectern):
    """The clocks of speaking and of the question stand still, the slot's runs on; `p` goes on with the question."""

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(60)
        await room.press("q")
        room.spend(20)
        await room.press("p")
        room.spend(30)
        paused = room.stands
        assert (paused.doing, paused.open_question, paused.asked) == (Doing.PAUSED, True, 1)
        assert "‖ paused 0:30 in a question" in room.text("beside")

        await room.press("p")
        room.spend(10)
        assert (room.stands.doing, room.stands.asked) == (Doing.ANSWERING, 1)
        assert "? question 0:30" in room.text("beside")

        await room.press("q")
        room.spend(5)
        here = room.stands
        assert (here.doing, here.open_question) == (Doing.SPEAKING, False)
        split = here.splits[0]
        assert [round(span.total_seconds()) for span in (split.spoken, split.questions, split.stopped)] == [65, 30, 30]
        assert round(here.gone.total_seconds()) == 125

    await rehearsing(lectern, script)


async def test_the_end_of_a_question_ends_the_pause_in_it(lectern: Lectern):
    """Who paused and was then done with the question speaks again with one key; undo opens both again."""

    async def script(room: Room) -> None:
        await room.begin()
        await room.press("q", "p", "q")
        assert (room.stands.doing, room.stands.asked) == (Doing.SPEAKING, 1)

        await room.press("u")
        assert (room.stands.doing, room.stands.open_question) == (Doing.PAUSED, True)

    await rehearsing(lectern, script)


async def test_what_cannot_be_kept_is_not_shown(lectern: Lectern, monkeypatch: pytest.MonkeyPatch):
    """The disk is full: the section stays, and why is said."""

    async def script(room: Room) -> None:
        await room.begin()
        monkeypatch.setattr(lectern.history, "add", full)
        await room.press("n")
        assert "1/8" in room.text("heading")
        assert "the disk is full" in room.text("said")
        monkeypatch.undo()
        await room.press("n")
        assert "2/8" in room.text("heading")

    def full(*_: object) -> None:
        raise OSError(28, "the disk is full")

    await rehearsing(lectern, script)


async def test_a_prompt_takes_the_letters_and_a_clicker_goes_on(lectern: Lectern):
    """While a word or a number is typed the clocks go on, letters are letters, and PageDown is still the next slide."""

    async def script(room: Room) -> None:
        await room.begin()
        await room.press("m", "n", "q")
        room.spend(30)
        await room.press("pagedown")
        assert (room.stands.index, room.stands.doing) == (1, Doing.SPEAKING)
        assert "30" in room.text("bar")
        await room.press("escape")
        await room.press("c", "x", "escape")
        await room.press("c", "enter")
        assert [mark.kind for mark in room.rehearsal.marks] == [MarkKind.NEXT]
        await room.press("n")
        assert room.stands.index == 2

    await rehearsing(lectern, script)


async def test_undo_says_what_it_took_back(lectern: Lectern):
    """And that there is nothing, where nothing is."""

    async def script(room: Room) -> None:
        await room.begin()
        await room.press("u")
        assert "nothing to take back" in room.text("said")
        await room.press("n", "u")
        assert room.text("said") == "Taken back: the step on."
        assert room.stands.index == 0

    await rehearsing(lectern, script)


async def test_an_accidental_end_is_taken_back(lectern: Lectern):
    """`u` on the closing page: the talk goes on where it was; once it is scored, it stays ended."""

    async def script(room: Room) -> None:
        await the_end(room)
        await room.press("u")
        await room.on(Talking)
        assert room.stands.index == 7
        await room.press("f", "escape")
        assert room.rehearsal.open
        await room.press("f", "y")
        await room.on(Closing)
        await room.press("enter")
        await room.on(Score)
        await room.press("3", "2", "4", "3", "3")
        await room.on(Closing)
        assert "time 4, as measured" in room.text("text")
        await room.press("u")
        assert isinstance(room.app.screen, Closing)

    await rehearsing(lectern, script)
    (rehearsal,) = rehearse.rehearsals(lectern)
    assert rehearsal.score is not None
    assert rehearsal.score.marks == dict(zip((each.id for each in ASKED_OF_SPEAKERS), (3, 2, 4, 3, 3), strict=True))


async def test_after_the_questions_the_end_stays(lectern: Lectern, clock: Hand):
    """What was over when the screen opened again is scored, and not taken back."""
    finished = rehearse.mark(rehearse.start(TALK, lectern, slot=minutes(45)), MarkKind.FINISHED, lectern)
    clock.wait(minutes(15))

    async def script(room: Room) -> None:
        await room.press("u")
        assert isinstance(room.app.screen, Closing)
        await room.press("enter")
        await room.on(Score)

    await rehearsing(lectern, script, begun=finished)
    assert rehearse.again(finished.id, lectern) == finished


async def test_a_surprise_strikes_by_itself(lectern: Lectern):
    """In the middle of a sentence: the time there is, what goes; it stays until the speaker moves on."""

    async def script(room: Room) -> None:
        await room.begin()
        coming = room.rehearsal.surprise
        assert coming is not None
        await room.press("n")
        room.spend(coming.at.total_seconds() - 1)
        assert room.text("notice") == ""
        room.spend(6)
        assert "“You have" in room.text("notice")
        assert "Drop:" in room.text("notice")
        assert rehearse.again(room.rehearsal.id, lectern).marks[-1].surprise
        await room.press("n")
        assert room.text("notice") == ""

    await rehearsing(lectern, script, slot=minutes(20), surprise=True, seed=3)


async def test_a_surprise_before_the_first_word_is_told_while_it_counts(lectern: Lectern):
    """The slot is shorter from the first second on."""
    seed = next(seed for seed in range(99) if not rehearse.surprise_for(minutes(45), seed).at)

    async def script(room: Room) -> None:
        rehearsal_pages.COUNT_SECONDS = 60.0
        await room.press("enter")
        assert "“Before you begin: you have" in room.text("text")
        await room.press("escape")
        rehearsal_pages.COUNT_SECONDS = 0.01
        await room.begin()
        assert "“You have" in room.text("notice")
        assert room.stands.slot == rehearse.surprise_for(minutes(45), seed).slot

    await rehearsing(lectern, script, surprise=True, seed=seed)


async def test_a_closed_lid_is_noticed(lectern: Lectern, clock: Hand):
    """Nobody spoke for two minutes; the slot went on. The key that is pressed first does not hide it."""

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(60)
        clock.wait(timedelta(minutes=2))
        await room.press("n")
        assert [mark.kind for mark in room.rehearsal.marks] == [MarkKind.AWAY, MarkKind.NEXT]
        assert (room.stands.gone, room.stands.speaking) == (minutes(3), minutes(1))

    await rehearsing(lectern, script)


async def test_all_clocks_change_together(lectern: Lectern, clock: Hand):
    """Whatever the fraction at which a section began, what is shown is that of the slot's last full second."""

    async def script(room: Room) -> None:
        await room.begin()
        clock.wait(timedelta(seconds=2.7))
        await room.press("n")
        clock.wait(timedelta(seconds=5.2))
        assert room.app.speaking is not None
        seen = room.app.speaking.seen()
        assert (seen.gone, seen.splits[1].spoken) == (timedelta(seconds=7), timedelta(seconds=4.3))
        clock.wait(timedelta(seconds=0.2))
        assert room.app.speaking.seen().splits[1].spoken == timedelta(seconds=5.3)

    await rehearsing(lectern, script)


async def test_the_bell_rings_when_asked_for(lectern: Lectern, monkeypatch: pytest.MonkeyPatch):
    """Once a section is over its time, and at the end; without --bell it is silent."""
    rung: list[bool] = []
    monkeypatch.setattr(RehearsalApp, "bell", lambda app: rung.append(True))

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(400)
        rung.append(False)
        room.spend(100)

    await rehearsing(lectern, script, look=Look(bell=True))
    rehearse.abandon(rehearse.rehearsals(lectern)[0], lectern)
    heard = list(rung)
    await rehearsing(lectern, script)

    assert heard == [True, False]
    assert rung == [True, False, False]


async def test_the_slot_until_a_clock_time_shrinks_while_one_waits(lectern: Lectern, clock: Hand):
    """`--end`: what is left is planned when the first word is said; what no longer fits is told."""
    end = clock().utc + timedelta(minutes=20)

    async def script(room: Room) -> None:
        assert "20:00 to speak · ends 13:20" in room.text("about")
        clock.wait(timedelta(minutes=2))
        await room.begin()
        assert room.rehearsal.slot == minutes(18)
        assert room.text("bar").startswith("18:00 left · on time · ends 13:20")

    await rehearsing(lectern, script, end=end)
    rehearse.abandon(rehearse.rehearsals(lectern)[0], lectern)

    async def too_late(room: Room) -> None:
        clock.wait(timedelta(minutes=15))
        await room.press("enter")
        await room.until(lambda: "infeasible" in room.text("said"))
        assert isinstance(room.app.screen, LeadIn)

    await rehearsing(lectern, too_late, end=end)


async def test_the_end_is_told_by_the_clock_on_the_wall(lectern: Lectern, clock: Hand):
    """Also when summer time ends during the talk: 45 minutes after 2:40 it is 2:25."""
    clock.set_wall(-timedelta(days=29, hours=11, minutes=20))

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(60)
        assert "ends 02:25" in room.text("bar")

    await rehearsing(lectern, script)


async def test_a_demonstration_says_so(lectern: Lectern):
    """Sixty times as fast, on the screen and in the facts."""

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(6)
        assert "demonstration, 60 times as fast" in room.text("about")
        assert room.text("bar").startswith("39:00 left")
        assert not room.rehearsal.real

    await rehearsing(lectern, script, speed=60.0)


async def test_leaving_keeps_the_rehearsal_under_way(lectern: Lectern, clock: Hand):
    """Esc asks, because clickers send it; Ctrl-C does not. Nothing is lost but the time."""

    async def script(room: Room) -> None:
        await room.begin()
        room.spend(30)
        await room.press("escape")
        await room.on(Pick)
        await room.press("escape")
        assert room.app.is_running
        await room.press("ctrl+c")

    await rehearsing(lectern, script)
    clock.wait(timedelta(seconds=90))
    resumed = rehearse.resume(lectern)

    async def on_again(room: Room) -> None:
        assert room.text("bar").startswith("43:00 left")
        assert room.stands.speaking == timedelta(seconds=30)
        await room.press("question_mark")
        await room.on(Page)

    await rehearsing(lectern, on_again, begun=resumed.rehearsal)


@pytest.mark.parametrize("size", [(20, 5), SMALL, (59, 16), (60, 15), USUAL, (120, 30), LARGE, (300, 90)])
async def test_any_size_is_drawn(lectern: Lectern, size: tuple[int, int]):
    """A terminal may be resized at any moment; from 40 by 10 on, what matters is on it."""

    async def script(room: Room) -> None:
        await over(room)
        for each in (size, LARGE, SMALL, size):
            await room.pilot.resize_terminal(*each)
            await room.pilot.pause(0.05)
        assert (room.stands.index, room.stands.light) == (1, Light.RED)
        if size >= SMALL and size[1] >= SMALL[1]:
            for id in ("bar", "heading", "big", "coming"):
                region = room.app.screen.query_one(f"#{id}").region
                assert region.height
                assert region.bottom <= size[1]

    await rehearsing(lectern, script)
