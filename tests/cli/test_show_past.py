"""`prep history show` of a rehearsal, an answer and a day: all that was kept of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from command_line import CommandLine
from histories import Life
from talk_history import QUESTIONS, TALK, Speaker

from prep.catalogue.banks import find_bank
from prep.catalogue.talks import find_talk
from prep.flows import asking, past, rehearse
from prep.flows import day as story
from prep.flows.asking import Chair
from prep.flows.attending import Attending, House
from prep.flows.question_time import QuestionTime, questions_of
from prep.flows.rehearse import Lectern
from prep.flows.speaking import stumble
from prep.model.answer import Answered
from prep.model.day import lay_out
from prep.model.onsite import Planned, counts
from prep.model.rehearsal import Rehearsal
from prep.model.rubric import ASKED_OF_SPEAKERS
from prep.model.rubrics import MOTIVATION

MINUTE = timedelta(minutes=1)


@pytest.fixture
def life(prep: CommandLine) -> Life:
    return Life(prep, ours=True)


@pytest.fixture
def chair(life: Life) -> Chair:
    return Chair(life.history, life.clock)


@pytest.fixture
def lectern(life: Life) -> Lectern:
    return Lectern(life.history, life.clock, life.places.home / "rehearsal.beat")


@pytest.fixture
def rehearsal(life: Life, lectern: Lectern) -> Rehearsal:
    """Late, interrupted, paused, shortened by a surprise, finished and scored."""
    Speaker(life.places.home).write("my-talk", TALK, QUESTIONS)
    talk = find_talk(life.places.talk_roots, "my-talk")
    made = rehearse.start(talk, lectern, slot=45 * MINUTE, lost=3 * MINUTE, surprise=True, seed=12)
    life.wait(minutes=7)
    made = rehearse.next_part(made, lectern)
    made = rehearse.toggle_question(made, lectern)
    life.wait(minutes=1.5)
    made = rehearse.toggle_question(made, lectern)
    made = rehearse.toggle_pause(made, lectern)
    life.wait(minutes=0.5)
    made = rehearse.toggle_pause(made, lectern)
    made = stumble("theorem")(made, lectern)
    made = rehearse.shorten(made, 18 * MINUTE, lectern, surprise=True)
    life.wait(minutes=0.4)
    while made.finished is None:
        made = rehearse.next_part(made, lectern)
        life.wait(minutes=0 if made.finished else 3)
    return rehearse.score(made, dict.fromkeys([each.id for each in ASKED_OF_SPEAKERS], 3), lectern, note="slower")


def shown(life: Life, kind: str, *words: str, **variables: str) -> str:
    """The newest of that kind, as lines."""
    number = json.loads(life.run("history", "list", "--kind", kind, "--json").out)["data"][0]["number"]
    ran = life.run("history", "show", str(number), *words, **variables)
    assert ran.code == 0, ran.err
    return ran.out


def as_data(life: Life, kind: str) -> Mapping[str, object]:
    data = json.loads(shown(life, kind, "--json"))["data"]
    assert isinstance(data, dict)
    return data


def answers_questions(life: Life, chair: Chair, *, slug: str = "my-talk") -> None:
    """Two questions after the talk: the first gets a mark, the second takes too long and gets none."""
    talk = find_talk(life.places.talk_roots, slug)
    time = QuestionTime(questions_of(talk), talk, chair)
    for minutes, mark in ((0.4, 2), (1.2, 0)):
        time.draw()
        life.wait(minutes=minutes)
        time.stop()
        time.score(mark)
        time.go_on()


def test_a_rehearsal_in_full(life: Life, rehearsal: Rehearsal, chair: Chair):
    """The slot, what was measured, each section, the cut, the questions, the marks, and what was said later."""
    answers_questions(life, chair)
    episode = next(each for each in past.past(life.history).in_order if each.id == rehearsal.id)
    past.note(episode, "recorded on the phone", life.history)
    marks = {"marks": dict.fromkeys([each.id for each in ASKED_OF_SPEAKERS], 2), "note": "too fast"}
    past.add_opinion(episode, "Ada", marks, life.history)
    lines = shown(life, "talk", COLUMNS="140").splitlines()

    for line in (
        "Learning from noisy labels, 45 min, 3 late, surprise",
        "slot of 45:00, 3:00 of it gone before the first word, 30:00 in the end; `--surprise --seed 12` brings the "
        "same surprise again",
        "surprise at 12:00: you moved on after 0:24",
        "1 question took 1:30",
        "paused or away for 0:30",
        "1 stumble marked: theorem",
        "your note: slower",
        "marked by Ada: agenda 2, depth 2, problem 2, questions 2, thread 2 (too fast)",
    ):
        assert line in lines
    problem, idea = (
        next(line for line in lines if line.startswith(title)).split() for title in ("Problem  ", "Idea  ")
    )
    assert problem == ["Problem", "6:00", "7:00", "+1:00", "·", "·"]
    assert idea[2:] == ["0:24", idea[3], "1:30", "1"]
    (time,) = (line for line in lines if line.startswith("Time "))
    assert "measured: " in time
    replies = [line.split()[:4] for line in lines if line.startswith(("0:24  ", "1:12  "))]
    assert replies == [["0:24", "○", "short", "2"], ["1:12", "■", "red", "·"]]
    assert any(line.startswith("note, ") and line.endswith("recorded on the phone") for line in lines)


def test_a_rehearsal_as_data(life: Life, rehearsal: Rehearsal, chair: Chair):
    """Times are seconds; the answers to the questions that followed are with it."""
    answers_questions(life, chair)
    data = as_data(life, "talk")

    assert data["cuts"] == [{"at_seconds": 720.0, "surprise": True, "adapted_seconds": 24.0}]
    assert (data["lost_seconds"], data["stopped_seconds"]) == (180.0, 30.0)
    assert data["questions"] == {"asked": 1, "seconds": 90.0}
    assert [(each["seconds"], each["mark"]) for each in data["answers"]] == [(24.0, 2), (72.0, None)]  # type: ignore[attr-defined] # a list


def test_questions_belong_to_the_rehearsal_they_followed(
    life: Life, rehearsal: Rehearsal, chair: Chair, lectern: Lectern
):
    """Not to one of another talk, not to the next one, and not after more than an hour."""
    Speaker(life.places.home).write("other", TALK.replace("9a1f3c52", "9a1f3c53"))
    answers_questions(life, chair, slug="other")
    life.wait(minutes=61)
    answers_questions(life, chair)
    assert as_data(life, "talk")["answers"] == []

    again = rehearse.start(find_talk(life.places.talk_roots, "my-talk"), lectern, slot=45 * MINUTE)
    while again.finished is None:
        life.wait(minutes=5)
        again = rehearse.next_part(again, lectern)
    answers_questions(life, chair)
    assert len(as_data(life, "talk")["answers"]) == 2  # type: ignore[arg-type] # a list


def test_what_is_under_way_or_given_up_is_shown_as_that(life: Life, lectern: Lectern):
    """As far as it came, and that it does not count."""
    Speaker(life.places.home).write("my-talk", TALK)
    made = rehearse.start(find_talk(life.places.talk_roots, "my-talk"), lectern, slot=45 * MINUTE, speed=60)
    life.wait(minutes=0.1)
    made = rehearse.next_part(made, lectern)
    under_way = shown(life, "talk")
    rehearse.abandon(made, lectern)

    assert "(not finished: it does not count)" in under_way
    assert "slot of 45:00; shown 60 times as fast" in under_way
    assert "no self-score" in under_way
    assert "(given up: it does not count)" in shown(life, "talk")


def answered(life: Life, chair: Chair, text: str, mark: int, **more: object) -> Answered:
    question = find_bank(life.places.bank_roots, "motivation").questions[0]
    fields = {"seconds": 100.0, "limit": 60, "text": text, "company": "Acme", **more}
    marks = {each.id: mark for each in MOTIVATION.criteria}
    made = Answered(
        *("", question.key, question.text, question.asker.id, chair.clock().utc, "motivation", marks),
        **fields,  # type: ignore[arg-type] # fields by name
    )
    return asking.answer(made, chair)


def test_an_answer_in_full(life: Life, chair: Chair):
    """Who asked, for whom, what changed since the version before, what help there was, when it is due again."""
    answered(life, chair, "Because of the paper.\nI would start there.", 3)
    first = shown(life, "question")
    life.wait(days=1)
    answered(life, chair, "Because of the paper.\nI would start with its table.", 4, helped=True, true_elsewhere=True)
    own = shown(life, "question")
    marks = {"marks": {each.id: 2 for each in MOTIVATION.criteria}}
    past.add_opinion(past.past(life.history).episodes[1], "Ada\x1b[2J", marks, life.history)
    judged = shown(life, "question")
    title = find_bank(life.places.bank_roots, "motivation").questions[0].asker.title

    assert "changed since" not in first
    assert f"asked by {title}, for Acme\n" in own
    assert "changed since the version of " in own
    assert "\n-I would start there.\n+I would start with its table.\n" in own
    assert "1:40 of 1:00, too long\nlooked at a story first\nstays true with a rival's name in it\n" in own
    assert "Next on " in own
    assert "decide when it is due" not in own
    assert "Ada\\x1b[2J's marks decide when it is due: 2 of 4, yours 4\n" in judged
    assert "Next tomorrow, because it was below the bar by Ada\\x1b[2J's marks." in judged
    data = as_data(life, "question")
    assert (data["score"], data["counted"], data["before"]) == (4, 2, "Because of the paper.\nI would start there.")


def test_the_version_before_is_that_of_the_answer(life: Life, chair: Chair):
    """Going back to older words later does not change what an older answer was made from."""
    for text in ("one", "two", "one"):
        answered(life, chair, text, 3)
        life.wait(days=1)

    found = [asking.version_before(each, chair) for each in asking.all_answered(chair)]
    assert [each and each.text for each in found] == [None, "one", "two"]
    asking.write_down("k", "kept first", chair)
    assert asking.version_before(Answered("", "k", "?", "hr", chair.clock().utc, "r", {}, text="other"), chair) is None


def test_a_day_in_full(life: Life, chair: Chair, lectern: Lectern):
    """Each slot with how late one came, its score and its words; "why here?" by role; what was asked and learnt."""
    plan = tuple(Planned(slot, (), "motivation/q" if slot.interview else "") for slot in lay_out(4))
    day = story.start(plan, life.history, life.clock, seed=3, company="Acme")
    attending = Attending(day, House(life.desk, lectern, chair))
    talk, first, second, third = (n for n, each in enumerate(plan) if counts(each.slot))
    life.wait(minutes=2)
    attending.open(talk)
    attending.close(talk)
    life.at += plan[first].slot.start - attending.elapsed
    attending.open(first)
    marks = {each.id: 3 for each in MOTIVATION.criteria}
    asking.answer(
        Answered(
            *("", "motivation/q", "Why?", "researcher", life.clock().utc, "motivation", marks),
            seconds=55.0,
            limit=60,
            sitting=attending.sitting(first),
        ),
        chair,
    )
    attending.note(first, "What would my first month be?")
    attending.close(first)
    life.at += plan[third].slot.start - attending.elapsed - MINUTE
    out = shown(life, "day", COLUMNS="140")
    data = as_data(life, "day")
    rows = [line for line in out.splitlines() if any(each.slot.title in line[:35] for each in plan)]

    assert "Mock on-site, " in out
    assert ", for Acme\n" in out
    for row, came_in in zip(rows, ("2:00 late", "on time", "missed", "not reached"), strict=False):
        assert f"  {came_in}  " in row
    assert '"Why here?", from role to role' in out
    assert f"  {plan[first].slot.title}: What would my first month be?" in out
    slots = data["slots"]
    assert isinstance(slots, list)
    assert [slots[n]["late_seconds"] for n in (talk, first, second)] == [120.0, 0.0, None]
    assert (slots[first]["notes"], data["company"]) == (["What would my first month be?"], "Acme")
