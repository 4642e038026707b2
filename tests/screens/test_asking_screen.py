"""Questions on a screen, driven as a candidate does, and their pictures at three sizes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_makers import Hand
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from prep.flows import asking, why
from prep.flows.asking import Chair
from prep.flows.hearing import Coming, Hearing, Stage
from prep.history import History
from prep.model.answer import Story
from prep.model.company import company_from
from prep.model.moment import Moment
from prep.model.question import Asker, Bank, Question
from prep.model.rubrics import BEHAVIOURAL, MOTIVATION
from prep.places import Places
from prep.screens.asking import AskingApp
from prep.screens.asking_pages import Shown, SideBySide, Writing, YesNo
from prep.screens.pages import Page, Score

SMALL, USUAL, LARGE = (40, 10), (80, 24), (160, 50)
SIZES = pytest.mark.parametrize("size", [SMALL, USUAL, LARGE], ids=["40x10", "80x24", "160x50"])
ASKERS = tuple(
    Asker(
        id,
        title,
        "You are talking to somebody whose desk would be next to yours, and who has read half of one of your papers.",
        "Have you really read us, and what would the two of you work on first?",
        90,
    )
    for id, title in (("recruiter", "Recruiter"), ("researcher", "Researcher"), ("manager", "Hiring manager"))
)
BANK = Bank(
    "motivation",
    "Why here?",
    "motivation",
    ASKERS,
    tuple(
        Question(
            each.id,
            "motivation",
            each,
            f"Why us and not the lab next door, asks the {each.title.lower()}?",
            "A line of work by name, and a choice of yours that proves it.",
            ("Any lab would do.",),
            ("What would make you leave?",),
            90,
        )
        for each in ASKERS
    ),
)
WHEN = Question("when", "behavioural", ASKERS[0], "When did you fail?", "What it cost.", seconds=120)
ACME = company_from("# Acme\n## People\n- Ada leads evaluation\n## Bets\n- Sparse routing beats dense training\n", "x")
TEXT = "Because of what Ada found on evaluation. I built a harness myself, and half of the effect was the prompt."


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    home = tmp_path / "home"
    home.mkdir()
    return Chair(History.open(Places(home=home, content=()), clock), clock)


class Seat:
    """A candidate before the screen: presses keys, and time passes when they say so."""

    def __init__(self, app: AskingApp, pilot: Pilot[None], clock: Hand) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    @property
    def hearing(self) -> Hearing:
        return self.app.hearing

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0.02)

    async def on(self, page: type) -> None:
        await self.until(lambda: isinstance(self.app.screen, page))

    async def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not true():
            assert time.monotonic() < deadline, "it never came"
            await self.pilot.pause(0.02)
        await self.pilot.pause(0.05)

    async def speak(self, seconds: float) -> None:
        await self.press("space")
        self.clock.wait(timedelta(seconds=seconds))
        await self.pilot.pause(0.3)

    async def write(self, text: str) -> None:
        """As in the editor: what comes back is the answer."""
        await self.press("w")
        await self.on(Writing)
        self.app.screen.query_one(TextArea).text = text
        await self.press("ctrl+s")

    async def score(self, swap: str = "n", marks: str = "33333") -> None:
        await self.press("enter")
        await self.on(YesNo)
        await self.press(swap)
        await self.on(Score)
        await self.press(*marks)

    def text(self, id: str) -> str:
        return str(self.app.screen_stack[-1].query_one(f"#{id}", Static).content)


Script = Callable[[Seat], Awaitable[None]]


async def sitting(
    chair: Chair, script: Script, size: tuple[int, int] = USUAL, until: Moment | None = None, **options: Any
) -> str:
    """Play a script on the screen, and take the picture."""
    begun = why.begin(why.draw(BANK, chair, seed=3), chair, company="Acme")
    questions = {each.key: each for each in BANK.questions}
    coming = options.pop("coming", [Coming(questions[key], MOTIVATION, "new") for key in begun.keys])
    hearing = Hearing(coming, chair, sitting=begun.id, company="Acme", until=until)

    def closing() -> SideBySide | None:
        now = why.again(begun, chair)
        return None if now.left else SideBySide(now, BANK, chair, ACME)

    app = AskingApp(hearing, title="why Acme?", company=ACME, closing=closing)
    async with app.run_test(size=size) as pilot:
        assert isinstance(chair.clock, Hand)
        await pilot.pause(0.1)
        await script(Seat(app, pilot, chair.clock))
        await pilot.pause(0.1)
        return app.export_screenshot()


async def asked(seat: Seat) -> None:
    """Nothing is said yet."""


async def speaking(seat: Seat) -> None:
    await seat.speak(60)


async def too_long(seat: Seat) -> None:
    await seat.speak(140)


async def written(seat: Seat) -> None:
    await seat.write(TEXT)


async def kept(seat: Seat) -> None:
    await seat.write(TEXT)
    await seat.score("n", "43343")


async def side_by_side(seat: Seat) -> None:
    for number in range(3):
        await seat.write(TEXT) if number else await seat.press("space", "space")
        await seat.score("y" if not number else "n")
        await seat.press("enter")
    await seat.on(SideBySide)


@SIZES
@pytest.mark.parametrize("script", [asked, speaking, too_long, written, kept, side_by_side])
async def test_pictures(chair: Chair, script: Script, size: tuple[int, int], drawn: SnapshotAssertion):
    """Each state of a sitting fits a small, a usual and a large terminal."""
    assert await sitting(chair, script, size) == drawn


async def test_the_swap_test_is_said_beside_the_marks(chair: Chair, drawn: SnapshotAssertion):
    """Yes is taken kindly, where the mark for it is given."""

    async def script(seat: Seat) -> None:
        await seat.speak(80)
        await seat.press("space", "enter", "y")
        await seat.on(Score)

    assert await sitting(chair, script) == drawn


async def test_an_answer_is_kept_before_anything_strong_is_shown(chair: Chair):
    """The score, the fact it names, a strong answer and the next time; the other fact stays hidden."""

    async def script(seat: Seat) -> None:
        await seat.write(TEXT)
        assert seat.text("strong") == ""
        await seat.score("n", "43343")
        (answered,) = asking.all_answered(chair)
        assert (answered.text, answered.score, answered.true_elsewhere) == (TEXT, 3, False)
        assert "It names 1 of your 2 facts about Acme" in seat.text("kept")
        assert "routing" not in seat.text("kept")
        assert "Next on" in seat.text("next")

    await sitting(chair, script)


async def test_a_score_can_be_put_off(chair: Chair):
    """Esc goes back to the answer; Enter asks again; what was spoken is not lost."""

    async def script(seat: Seat) -> None:
        await seat.speak(80)
        await seat.press("space", "enter", "escape", "enter", "n", "3", "escape")
        assert (seat.hearing.stage, round(seat.hearing.spoken.total_seconds())) == (Stage.SAID, 80)
        await seat.score()
        assert seat.hearing.kept is not None
        assert seat.hearing.kept.seconds == 80

    await sitting(chair, script)


async def test_the_comparison_is_answered_and_kept(chair: Chair):
    """Two questions; then what it means, and only now the facts about the company."""

    async def script(seat: Seat) -> None:
        await side_by_side(seat)
        assert "Ada leads" not in seat.text("facts")
        await seat.press("enter", "y", "n")
        assert "the same words for everybody" in seat.text("common")
        assert "Ada leads evaluation" in seat.text("facts")
        await seat.press("enter")
        await seat.until(lambda: not seat.app.is_running)

    await sitting(chair, script)
    assert why.sittings(chair)[0].over


async def test_looking_first_is_asked_and_recorded(chair: Chair):
    """`p` is a pause elsewhere: it shows nothing before a yes."""

    async def script(seat: Seat) -> None:
        await seat.press("p", "n")
        assert not seat.hearing.helped
        await seat.press("p", "y")
        await seat.on(Shown)
        await seat.press("enter", "space", "space")
        await seat.score("n", "44444")

    await sitting(chair, script)
    assert asking.all_answered(chair)[0].peeked


async def test_stories_are_offered_where_they_fit(chair: Chair):
    """Titles only, and it counts as help; the swap test belongs to another rubric."""
    asking.keep_story(Story("", "The lost run", {"situation": "secret"}, (WHEN.key,)), chair)

    async def script(seat: Seat) -> None:
        await seat.press("t")
        await seat.on(Shown)
        await seat.press("enter", "space", "space", "enter")
        await seat.on(Score)
        await seat.press(*"3333")

    await sitting(chair, script, coming=[Coming(WHEN, BEHAVIOURAL)])
    assert asking.all_answered(chair)[0].helped


async def test_giving_up_leaving_out_and_leaving(chair: Chair):
    """Giving up is asked and kept; what is left out is not; leaving while one speaks is asked."""

    async def script(seat: Seat) -> None:
        await seat.press("g", "y")
        assert "Given up" in seat.text("kept")
        await seat.press("w", "space")  # nothing of it is possible any more
        assert seat.hearing.stage is Stage.KEPT
        await seat.press("n", "n", "question_mark")
        await seat.on(Page)
        await seat.press("escape", "space", "q", "n")
        assert seat.hearing.stage is Stage.SPEAKING
        await seat.press("q", "y")
        await seat.until(lambda: not seat.app.is_running)

    await sitting(chair, script)
    assert [each.gave_up for each in asking.all_answered(chair)] == [True]


async def test_it_closes_by_itself(chair: Chair, clock: Hand):
    """At its end, whatever is being said."""
    now, span = clock(), timedelta(minutes=5)

    async def script(seat: Seat) -> None:
        assert "5:00 left" in seat.text("bar")
        await seat.press("space")
        clock.wait(span)
        await seat.until(lambda: not seat.app.is_running)

    await sitting(chair, script, until=Moment(now.utc + span, now.ticks + span, now.boot))
    assert asking.all_answered(chair) == ()
