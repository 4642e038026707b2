"""`prep` alone says what to do today and why, on ten lines at most, whatever the history holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from histories import FAILED, PASSED, SHELF, Life, shelve, small
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from test_cli_golden import same_as_golden

from prep.catalogue.banks import find_banks
from prep.catalogue.covers import find_covers, read_cover
from prep.catalogue.problems import find_problems
from prep.cli.show_today import MOST_LINES, today_lines
from prep.flows import practise, rehearse
from prep.flows.rehearse import Lectern
from prep.model.agenda import USUAL, Agenda, Item, Readiness, within
from prep.model.session import Mode
from prep.places import PACKAGE, own_content

MASK = "mask-after-softmax"
BEHAVIOURAL = next(bank for bank in find_banks([PACKAGE / "banks"]).banks if bank.name == "behavioural")


@pytest.fixture
def life(prep: CommandLine) -> Life:
    return Life(prep)


def plan(life: Life, *words: str) -> dict[str, Any]:
    """The same as data; it says nothing else."""
    ran = life.run(*words, "--json")

    assert (ran.code, ran.err) == (0, "")
    assert ran.envelope["command"] == "today"
    return ran.data


def golden(life: Life, name: str, *words: str) -> bool:
    ran = life.run(*words)

    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) <= MOST_LINES
    assert max(map(len, ran.out.splitlines())) <= 80
    return same_as_golden(f"today_{name}", ran.out)


def test_an_empty_history(life: Life):
    """Three lines that start the first session; nothing is made on disk."""
    assert golden(life, "empty")
    assert plan(life)["next"] == "prep code stable-softmax"
    assert not plan(life)["begun"]
    assert not life.prep.home.exists()


def test_the_first_days(life: Life):
    """After a pass something new, after a failure another problem with that skill."""
    life.code("stable-softmax", PASSED)
    assert golden(life, "first_pass")

    life.wait(days=1)
    life.code("sdpa", FAILED, FAILED, mistake=MASK, minutes=20)
    assert golden(life, "first_failure")


def test_a_full_day(life: Life):
    """Code, questions and a talk, each with its reason; a mock on-site some days before; how ready one is."""
    life.code("stable-softmax", PASSED)
    life.code("sdpa", FAILED, mistake=MASK, minutes=20)
    for question in BEHAVIOURAL.questions[:4]:
        life.answer(question.key, 2)
    life.talk("research-job-talk", over=0.1)
    life.wait(days=2)
    life.code("stable-softmax", PASSED)
    life.wait(days=1)

    assert golden(life, "full", "today", "--interview", "2026-11-13", "--budget", "90")
    assert golden(life, "full_later")
    data = plan(life)
    assert [each["kind"] for each in data["items"]] == ["code", "ask", "talk", "day"]
    assert data["minutes"] == sum(each["minutes"] for each in data["items"][:3])
    assert data["readiness"] == {
        "days": 8,
        "skills_at_the_bar": 2,
        "skills_practised": 4,
        "talk": "talk not yet within 5 %",
    }


def test_what_is_open_comes_first(life: Life):
    """A session with the time that is left, and then no other problem; once it is finished, its self-score."""
    life.code("sdpa", FAILED, mistake=MASK)
    life.wait(days=1)
    session = life.begin("nms", FAILED, minutes=5)
    session = practise.pause(session, life.desk)
    life.wait(minutes=90)

    assert golden(life, "open")
    assert plan(life)["next"] == "prep code"

    practise.finish(session, life.desk)
    first = plan(life)["items"][0]
    assert (first["kind"], first["command"]) == ("score", "prep code finish")


def test_an_interview_that_is_open_does_not_wait(life: Life):
    """Its clock goes on, and that is said."""
    life.begin("nms", mode=Mode.INTERVIEW, minutes=50)

    assert plan(life)["items"][0]["why"] == "30:00 over time; an interview's clock goes on"


def test_a_rehearsal_under_way_comes_first(life: Life):
    """It goes on with the command that resumes it."""
    life.talk("research-job-talk")
    lectern = Lectern(life.history, life.clock, life.places.home / "rehearsal.beat")
    talk = rehearse.rehearsals(lectern)[0]
    assert talk.finished
    from prep.catalogue.talks import find_talk

    rehearse.start(find_talk(life.places.talk_roots, "research-job-talk"), lectern, slot=timedelta(minutes=20))
    life.wait(minutes=3)

    first = plan(life)["items"][0]
    assert (first["what"], first["command"]) == ("research-job-talk", "prep talk resume")


def test_the_talk_rests_once_it_is_ready(life: Life):
    """Two runs in time are enough; shortly before the date it is spoken once more."""
    life.talk("research-job-talk")
    life.wait(days=1)
    life.talk("research-job-talk")
    life.wait(days=1)

    assert "talk" not in [each["kind"] for each in plan(life, "today", "--interview", "2026-11-20")["items"]]
    assert plan(life)["readiness"]["talk"] == "talk within 5 % twice"

    life.wait(days=14)
    item = next(each for each in plan(life)["items"] if each["kind"] == "talk")
    assert item["command"] == "prep talk research-job-talk --minutes 20"


def test_the_budget_is_kept_and_never_a_debt(life: Life):
    """What does not fit is left for another day; a day that is done says so, and a later one begins anew."""
    life.talk("research-job-talk", over=0.1)
    life.wait(days=1)
    small_day = plan(life, "today", "--budget", "20")

    assert [each["kind"] for each in small_day["items"]] == ["code"]
    life.code("stable-softmax", PASSED, minutes=25)
    assert golden(life, "done")
    life.wait(days=1)
    assert plan(life)["spent"] == 0
    assert plan(life, "today", "--budget", "0")["budget"] is None


def test_the_date_is_the_one_of_the_questions(life: Life):
    """`prep today --interview` and `prep ask --interview` set the same day; `none` forgets it."""
    life.code("stable-softmax", PASSED)
    life.run("ask", "--interview", "2026-11-30")
    assert plan(life)["readiness"]["days"] == 28
    assert plan(life, "today", "--interview", "none")["readiness"] is None

    past, typo = life.run("today", "--interview", "2026-10-01"), life.run("today", "--interview", "soon")
    assert (past.code, typo.code) == (2, 2)
    assert "2026-10-01 is over" in past.err
    assert "'soon' is no day" in typo.err


def test_a_damaged_history_is_told_and_read(life: Life):
    """One line on stderr; the rest of the history counts."""
    life.code("sdpa", FAILED, mistake=MASK)
    life.history.close()
    journal = life.places.journal
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join([*lines[:-1], "no fact at all\n", lines[-1]]))

    ran = life.run()
    assert (ran.code, len(ran.err.splitlines())) == (0, 2)
    assert "1 line of the history cannot be read" in ran.err
    assert "prep code causal-mha" in ran.out


def test_a_broken_pack_is_told_and_not_suggested(life: Life):
    """What cannot be practised is no suggestion; a cover that cannot be read is no error."""
    pack = life.prep.folder / "pack"
    shelve(pack, [small("aaa", 5, "warm-up", "masking")])
    (pack / "problems" / "bbb").mkdir()
    (pack / "problems" / "bbb" / "problem.toml").write_text("minutes = = 5\n")

    ran = life.run(PREP_CONTENT=str(pack))
    assert ran.code == 0
    assert "prep code stable-softmax" in ran.out
    assert ran.err.startswith("warning: ")
    assert "aaa" in ran.err
    assert ran.err.endswith("`prep code audit` lists what is wrong.\n")


def test_nothing_to_practise(prep: CommandLine):
    """A shelf without a problem is no error either."""
    life = Life(prep)
    life.content = prep.folder / "none"

    assert life.run().out == "There is nothing to practise: `prep doctor` shows where problems are looked for.\n"
    assert plan(life)["items"] == []


def test_other_words_are_still_asked_about(prep: CommandLine):
    """`prep` alone is today; a word that is no command is not an argument of it."""
    assert prep.here("stable-softmax").code == 2
    assert prep.here("--json", "code").code == 2
    assert prep.here("--plain").out == prep.here().out == prep.here("today").out


def test_prep_code_takes_what_prep_suggests(life: Life):
    """Both go by the same ranking; `--why` shows it and starts nothing."""
    life = Life(CommandLine(life.prep.folder / "other"), ours=True)
    life.code("sdpa", FAILED, mistake=MASK)
    suggested = plan(life)["items"][0]
    why = life.run("code", "--why", "--json")

    assert why.data[0]["slug"] == suggested["what"]
    assert why.data[0]["why"] == suggested["why"]
    assert [each["number"] for each in why.data] == list(range(1, len(why.data) + 1))
    one = life.run("code", "adam", "--why")
    assert one.code == 0
    assert "adam" in one.out
    assert life.run("code", "nope", "--why").code == 4
    started = life.run("code", "--plain")
    assert started.err.startswith(f"{suggested['what']}: {suggested['why']}\n")


def test_covers_say_what_the_problems_say():
    """The same problems in the same order, with the same words."""
    keys = ("slug", "uuid", "title", "kind", "level", "minutes", "topic", "skills")
    covers, problems = find_covers([own_content()]), find_problems([own_content()]).problems

    assert [[getattr(each, key) for key in keys] for each in covers] == [
        [getattr(each, key) for key in keys] for each in problems
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title = ",
        "\x00",
        'uuid = "u"\n[limits]\n',
        'uuid = "u"\ntitle = "t"\nkind = "poem"\nlevel = "core"',
        "a." * 999,
    ],
)
def test_a_cover_that_cannot_be_told(tmp_path: Path, text: str):
    """It is left out, and nothing is raised."""
    (tmp_path / "problem.toml").write_text(text)

    assert read_cover(tmp_path / "problem.toml") is None


words = st.text(alphabet="abc def", max_size=140)
items = st.builds(Item, st.sampled_from(["code", "ask", "talk"]), words, words, words, st.integers(0, 90))
agendas = st.builds(
    Agenda,
    st.just(date(2026, 11, 2)),
    st.lists(items, max_size=6).map(tuple),
    budget=st.none() | st.integers(1, 99),
    spent=st.integers(0, 99),
    interview=st.just(date(2026, 11, 9)),
    readiness=st.builds(Readiness, st.integers(0, 99), st.integers(0, 9), st.integers(0, 9), words),
    untried=st.lists(words, max_size=3).map(tuple),
)


@given(agendas, st.sampled_from([80, 120]))
def test_never_more_than_a_screen(agenda: Agenda, width: int):
    """Ten lines: the empty ones go first, then what comes last; the first thing to do stays."""
    console = Console(width=width, file=None, record=False)
    lines = sum(len(console.render_lines(line)) for line in today_lines(agenda, console))

    longest = max((len(item.what) + len(item.why) for item in agenda.items), default=0)
    assert lines <= MOST_LINES or longest > 150


@given(st.lists(items, min_size=1, max_size=6), st.none() | st.integers(1, 120), st.integers(0, 200))
def test_what_fits_into_the_day(offered: list[Item], budget: int | None, spent: int):
    """The first always, in the order offered, and never more minutes than are left."""
    kept = within(offered, budget=budget, spent=spent)

    assert kept[0] == offered[0]
    rest = sum(item.minutes for item in kept[1:])
    left = USUAL if budget is None else budget - spent
    assert not rest or rest + kept[0].minutes <= left


def test_the_mistakes_made(prep: CommandLine):
    """A table with what came back after a pass first, a card for each, and the same as data."""
    life = Life(prep, ours=True)
    life.code("sdpa", FAILED, PASSED, mistake=MASK)
    life.wait(days=3)
    life.code("sdpa", FAILED, mistake=MASK)
    life.code("causal-mha", FAILED, mistake=MASK)
    life.wait(days=1)

    table, cards = life.run("history", "mistakes"), life.run("history", "mistakes", "sdpa")
    assert (table.code, table.err, cards.err) == (0, "", "")
    assert [line.split()[:2] for line in table.out.splitlines()[1:3]] == [[MASK, "sdpa"], [MASK, "causal-mha"]]
    assert "2 mistakes; 1 came back after a pass." in table.out
    assert "in 2 of 2 sessions on it, last yesterday; again after a pass" in cards.out
    assert "The weights are masked after the softmax" in " ".join(cards.out.split())
    assert "another problem with masking" in cards.out
    assert len(life.run("history", "mistakes", "--cards").out.split("\n\n")) == 2
    data = life.run("history", "mistakes", "--json").data
    assert [(each["slug"], each["times"], each["again_after_pass"]) for each in data] == [
        ("sdpa", 2, 1),
        ("causal-mha", 1, 0),
    ]
    assert data[0]["also_in"] == ["causal-mha"]
    json.dumps(data)
    other = life.run("history", "mistakes", "sdpaa")
    assert (other.code, "Did you mean `sdpa`?" in other.err) == (4, True)


def test_no_mistakes_yet(life: Life):
    """It is no error, and says what would be listed."""
    assert "Nothing was graded yet" in life.run("history", "mistakes").out
    life.code("sdpa", PASSED)
    assert "No known mistake yet" in life.run("history", "mistakes").out
    assert life.run("history", "mistakes", "--json").data == []


def test_mistakes_of_a_problem_that_is_gone(life: Life):
    """They are told all the same, without what only the problem knows."""
    life.code("sdpa", FAILED, mistake=MASK)
    life.content = life.prep.folder / "none"
    ran = life.run("history", "mistakes", MASK)

    assert ran.code == 0
    assert "in 1 of 1 session on it, last today; not passed since" in ran.out
    assert "prep code" not in ran.out


def test_the_shelf_of_these_tests_is_in_order():
    """As the shelf orders it."""
    levels = ["warm-up", "core", "hard"]

    assert list(SHELF) == sorted(SHELF, key=lambda each: (levels.index(each.level), each.minutes, each.slug))
