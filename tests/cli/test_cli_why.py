"""`prep why` and `prep ask BANK` as lines: three askers, kept answers, the comparison, the page about a company."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
from command_line import ESCAPE, PATIENCE, CommandLine
from test_cli_golden import same_as_golden, steady

BANK = """\
format = 1
title = "Why here?"
rubric = "{rubric}"
{askers}
"""
ASKER = """
[[asker]]
id = "{id}"
title = "{title}"
who = "Somebody."
wants = "Something."
seconds = 60

[[question]]
id = "{id}-1"
asker = "{id}"
question = "Why us, asks the {id}?"
shows = "What a strong {id} answer shows."
red_flags = ["Any lab would do."]
follow_ups = ["Why not the lab next door?"]
"""
PAGE = "# Acme\n## People\n- Ada leads evaluation\n## Questions for them\n- Who decides?\n"
SPOKEN = "\n\nn\n3 3 3 3 3\n\n"
WRITTEN = "w\nI would build evaluation with Ada.\n.\nn\n4 3 3 3 3\n"


def bank(prep: CommandLine, name: str = "mine", rubric: str = "behavioural", *ids: str) -> None:
    """A small bank of one's own."""
    folder = prep.home / "banks"
    folder.mkdir(parents=True, exist_ok=True)
    askers = "".join(ASKER.format(id=id, title=id.title()) for id in ids or ("peer",))
    (folder / f"{name}.toml").write_text(BANK.format(rubric=rubric, askers=askers))


def page(prep: CommandLine, text: str = PAGE) -> Path:
    folder = prep.home / "companies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acme.md").write_text(text, encoding="utf-8")
    return folder / "acme.md"


def facts(prep: CommandLine, kind: str) -> list[dict[str, object]]:
    """The facts of a kind, as they are on disk."""
    lines = (prep.home / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [each for line in lines if (each := json.loads(line)).get("kind") == kind]


def test_a_sitting_word_for_word(prep: CommandLine):
    """The role card, the swap test, the rubric; the score is kept before anything strong is shown."""
    bank(prep, "mine", "motivation", "recruiter", "peer")
    ran = prep.here("ask", "mine", input=WRITTEN + "\ng\n")

    assert same_as_golden("ask_sitting", re.sub(r"on \w+day", "on Thursday", steady(ran.out, prep)))


def test_the_comparison_word_for_word(prep: CommandLine):
    """Three answers side by side, what they share, what it means; the facts come last and not before."""
    page(prep)
    ran = prep.here("why", "--company", "acme", "--seed", "3", input="\n".join([WRITTEN] * 3) + "y\nn\n")
    last = ran.out.index("                   HR or leadership")

    assert ran.code == 0
    assert same_as_golden("why_comparison", steady(ran.out[last:], prep))
    assert "What you know about Acme" not in ran.out[:last]


def test_what_would_be_asked(prep: CommandLine):
    """Three askers, one question each; the same seed and history draw the same."""
    data = prep.here("why", "--dry-run", "--seed", "5", "--json").data
    again = prep.here("why", "--dry-run", "--seed", "5", "--json").data
    one = prep.here("why", "--dry-run", "--asker", "hr", "--number", "2", "--json").data["questions"]

    assert data == again
    assert [set(each) for each in data["questions"]] == [{"key", "asker", "question", "seconds"}] * 3
    assert len({each["asker"] for each in data["questions"]}) == 3
    assert [each["asker"] for each in one] == ["hr", "hr"]
    assert not (prep.home / "journal.jsonl").exists()


def test_an_interrupted_sitting_goes_on(prep: CommandLine):
    """Input that ends in the middle of the second asker: the first answer is kept, the next run asks the second."""
    first = prep.here("why", "--seed", "3", input=SPOKEN + "\n")
    second = prep.here("why", input="q\n")
    anew = prep.here("why", "--new", input="q\n")

    assert "`prep why` goes on with it today; what you answered is kept." in first.out
    assert "1 of 3" in first.out
    assert "note: this goes on with today's sitting: 2 askers left; --new begins another" in second.err
    assert second.out.lstrip().startswith("2 of 3")
    assert first.out[first.out.index("2 of 3") :].splitlines()[0].split(" · ")[:2] == ["2 of 3", "Recruiter"]
    assert "2 of 3 · Recruiter" in second.out
    assert "1 of 3" in anew.out
    assert len(facts(prep, "question.answered")) == 1


def test_what_is_written_is_kept_though_nobody_scores_it(prep: CommandLine):
    """A pipe that ends while one writes; the next sitting begins with it, and a dot takes it."""
    prep.here("why", "--seed", "3", input="w\nHalf a\nthought")
    again = prep.here("why", input="w\n.\nn\n3 3 3 3 3\nq\n")
    (answered,) = facts(prep, "question.answered")

    assert [each["data"]["text"] for each in facts(prep, "answer.kept")] == ["Half a\nthought"]
    assert "Kept before: Half a" in again.out
    assert answered["data"]["text"] == "Half a\nthought"


def test_the_swap_test_is_kind_and_is_kept(prep: CommandLine):
    """Yes is recorded, and said before the marks are given; the marks stay the candidate's."""
    ran = prep.here("why", "--number", "1", input="\n\nmaybe\ny\n3,3 3\n7\n3 3 too short\n")
    (answered,) = facts(prep, "question.answered")

    assert "y or n?" in ran.out
    assert "`specific` can hardly be above 2" in ran.out
    assert "'7' is no mark from 1 to 4. Next: Fits the asker, 1 to 4." in ran.out
    assert answered["data"]["true_elsewhere"] is True
    assert answered["data"]["marks"]["specific"] == 3
    assert answered["data"]["note"] == "too short"


@pytest.mark.parametrize(
    ("typed", "flag"),
    [("p\n\n\n3 3 3 3\n", "peeked"), ("t\n\n\n3 3 3 3\n", "helped"), ("g\n", "gave_up")],
)
def test_what_helped_is_recorded(prep: CommandLine, typed: str, flag: str):
    """A look at the strong answer, at the stories that fit, or nothing at all."""
    bank(prep)
    prep.here("ask", "story", "--title", "The lost run", "--answers", "mine/peer-1")
    ran = prep.here("ask", "mine", input=typed)
    (answered,) = facts(prep, "question.answered")

    assert {name for name in ("peeked", "helped", "gave_up") if answered["data"][name]} == {flag}
    assert "1 answer kept." in ran.out
    assert ("The lost run" in ran.out) == (flag == "helped")


def test_nothing_due_says_when_and_how_all_the_same(prep: CommandLine):
    """What was answered today has had its turn; --extra asks anyway."""
    bank(prep)
    prep.here("ask", "mine", input="\n\n2 3 3 3\n")
    idle = prep.here("ask", "mine")
    extra = prep.here("ask", "mine", "--extra", "--dry-run")

    said = "Nothing is due: next tomorrow, because it was below the bar; --extra asks anyway."
    assert " ".join(idle.out.split()) == said
    assert "Peer · answered today · mine/peer-1" in extra.out


def test_a_sitting_is_limited(prep: CommandLine):
    """By minutes, by a number, by an asker."""
    bank(prep, "mine", "behavioural", "a", "b", "c", "d")

    def asked(*words: str) -> list[str]:
        rows = prep.here("ask", "mine", "--dry-run", "--json", *words).data["questions"]
        return [each["asker"] for each in rows]

    assert asked() == ["a", "b", "c", "d"]
    assert asked("--minutes", "5") == ["a", "b"]
    assert asked("--number", "3") == ["a", "b", "c"]
    assert asked("--asker", "c") == ["c"]


def test_the_interview_is_kept(prep: CommandLine):
    """Its date plans from then on, until it is forgotten."""
    prep.here("ask", "--interview", "2999-12-14")
    shown = prep.here("ask")
    kept = prep.here("ask", "--json").data["interview"]
    prep.here("ask", "--interview", "none")

    assert "Planned for the interview on Saturday, 14 December." in shown.out
    assert kept == "2999-12-14"
    assert prep.here("ask", "--json").data["interview"] is None


def test_the_banks_and_where_to_begin(prep: CommandLine):
    """`prep ask` alone lists what is due, and suggests one command."""
    bank(prep)
    prep.here("ask", "mine", input="\n\n2 2 2 2\n")
    ran = prep.here("ask")

    assert "mine" in ran.out
    assert re.search(r"^Begin with: prep ask \w+$", ran.out, re.M)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("why", "--json"), 2, "Add --dry-run"),
        (("why", "--asker", "boss"), 4, "Asking are: recruiter, researcher, manager, hr."),
        (("why", "--number", "5"), 2, "`--asker ID` has one ask several"),
        (("why", "--text"), 2, "belong to a card"),
        (("why", "--card", "Nobody Inc"), 4, "`prep why --facts 'Nobody Inc'` lays the page out"),
        (("why", "--facts", "///"), 2, "is no name for a company"),
        (("ask", "behavioural", "--json"), 2, "Add --dry-run"),
        (("ask", "nope"), 4, "There are:"),
        (("ask", "behavioural", "--asker", "nobody"), 4, "Asking are:"),
        (("ask", "--interview", "soon"), 2, "Write it as 2026-12-14"),
        (("ask", "--interview", "2001-01-01"), 2, "is over"),
    ],
)
def test_what_cannot_be_done_says_what_can(prep: CommandLine, words: tuple[str, ...], code: int, says: str):
    """In one sentence, with nothing on standard output but what was asked for."""
    ran = prep.here(*words)

    assert ran.code == code
    assert says in ran.err
    assert "Traceback" not in ran.out + ran.err


def test_the_page_about_a_company_is_never_written_over(prep: CommandLine):
    """Laid out once; a sitting for a company without a page goes on without facts, and says so."""
    first = prep.here("why", "--facts", "Acme Labs", "--json").data
    file = Path(first["file"])
    file.write_text("# Mine\n")
    second = prep.here("why", "--facts", "acme labs")
    without = prep.here("why", "--company", "Bolt", input="q\n")

    assert (file.name, first["new"]) == ("acme-labs.md", True)
    assert "it is there already:" in second.out
    assert "then: prep why --company 'acme labs'" in second.out
    assert file.read_text() == "# Mine\n"
    assert "note: there are no facts about 'Bolt' yet" in without.err
    assert without.code == 0


def test_an_answer_that_names_no_fact_is_told(prep: CommandLine):
    """Afterwards, with the facts it could have named; what was meant for them is shown nowhere before."""
    page(prep)
    vague = "w\nYour mission and your great team.\n.\nn\n3 3 3 3 3\n"
    ran = prep.here("why", "--company", "Acme", "--number", "1", input=vague)

    assert "It names none of your 1 fact about Acme; they are shown at the end." in ran.out
    assert "It names none of your facts about Acme: Ada leads evaluation" in ran.out
    assert ran.out.index("at the end") < ran.out.index("Ada leads evaluation")


EVIL = '<script>alert("x")</script>'


def test_the_card_is_a_page_that_runs_nothing(prep: CommandLine):
    """Whatever names and answers hold, it is text on the page; another company's answers are not on it."""
    page(prep, f"# {EVIL}\n## People {EVIL}\n- Ada {EVIL} \u202e leads\n## Questions for them\n- Who {EVIL} decides?\n")
    hostile = f"w\nBecause of {EVIL} & Ada.\n.\nn\n3 3 3 3 3\n"
    prep.here("why", "--company", "acme", "--number", "1", "--seed", "1", input=hostile)
    prep.here("why", "--company", "Bolt", "--number", "1", "--seed", "9", input="w\nFor Bolt alone.\n.\nn\n4 4 4 4 4\n")
    made = prep.here("why", "--card", "Acme", "--out", prep.folder / "card.html", "--json")
    html = Path(made.data["file"]).read_text(encoding="utf-8")
    text = prep.here("why", "--card", "acme", "--text").out

    assert html.count("&lt;script&gt;") >= 4
    assert not re.search(r"<script|\u202e|https?://|<img|<link", html, re.I)
    assert "Bolt" not in html + text
    assert made.data["facts"] == 2
    assert "Because of" in text


def test_the_card_is_not_written_over(prep: CommandLine):
    """Without --force; the file it would have been is named."""
    page(prep)
    out = prep.folder / "card.html"
    first = prep.here("why", "--card", "Acme", "--out", out)
    out.write_text("mine")
    second = prep.here("why", "--card", "Acme", "--out", out)

    assert (first.code, second.code) == (0, 2)
    assert out.read_text() == "mine"
    assert "--force writes over it" in second.err


@pytest.fixture
def terminals(prep: CommandLine) -> Iterator[list[pexpect.spawn[str]]]:
    opened: list[pexpect.spawn[str]] = []
    yield opened
    for each in opened:
        each.close(force=True)


def spawn(prep: CommandLine, opened: list[pexpect.spawn[str]], *words: str, **variables: str) -> pexpect.spawn[str]:
    """`prep` in a pseudo-terminal of 80 by 24."""
    environment = {**prep.environment, **variables}
    environment.pop("COLUMNS")
    opened.append(
        pexpect.spawn(
            sys.executable,
            prep.words(*words)[1:],
            env=environment,
            cwd=str(prep.folder),
            encoding="utf-8",
            dimensions=(24, 80),
            timeout=PATIENCE,
        )
    )
    return opened[-1]


@pytest.mark.parametrize("form", [["--plain"], []], ids=["lines", "screen"])
def test_kill_minus_nine_at_the_second_asker(prep: CommandLine, terminals: list[pexpect.spawn[str]], form: list[str]):
    """The first answer is on disk, and `prep why` asks the second again."""
    first = spawn(prep, terminals, "why", "--seed", "3", *form)
    if form:
        first.expect("1 of 3")
        for line, says in (("", "Speak"), ("", "rival"), ("n", "Your marks"), ("3 3 3 3 3", "asks the next")):
            first.sendline(line)
            first.expect(says)
        first.sendline("")
        first.expect("2 of 3")
        first.sendline("")
        first.expect("Speak")
    else:
        first.expect("not begun")
        for key, says in ((" ", "when you have ended"), (" ", "score it"), ("\r", "rival"), ("n", "1 of 5")):
            first.send(key)
            first.expect(says)
        first.send("33333")
        first.expect("strong answer")
        first.send("\r")
        first.expect("2 of 3")
        first.send(" ")
        first.expect("when you have ended")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    again = spawn(prep, terminals, "why", *form)
    again.expect("2 askers left")
    again.expect("2 of 3")
    again.sendline("q") if form else again.send("q")
    again.expect(pexpect.EOF)

    assert len(facts(prep, "question.answered")) == 1
    assert len(facts(prep, "why.began")) == 1


def test_the_editor_opens_with_the_question_on_top(prep: CommandLine, terminals: list[pexpect.spawn[str]]):
    """`w` on the screen steps aside for $EDITOR; what is saved there is the answer."""
    editor = prep.folder / "editor"
    editor.write_text('#!/bin/sh\ncp "$1" opened.txt\nprintf "From the editor." >> "$1"\n')
    editor.chmod(0o755)
    screen = spawn(prep, terminals, "why", "--number", "1", "--seed", "3", EDITOR=str(editor), VISUAL="")
    screen.expect("not begun")
    screen.send("w")
    screen.expect("From the editor")
    screen.send("q")
    screen.expect(pexpect.EOF)
    (kept,) = facts(prep, "answer.kept")

    assert kept["data"]["text"] == "From the editor."
    assert (prep.folder / "opened.txt").read_text().startswith("If this company closed tomorrow")


def test_lines_have_no_colour_when_told(prep: CommandLine, terminals: list[pexpect.spawn[str]]):
    """`--plain` in a terminal sends not a single escape code; cards are words."""
    plain = spawn(prep, terminals, "why", "--plain", "--seed", "3")
    plain.expect("Enter starts the clock")
    plain.sendline("")
    plain.expect("Speak")
    seen = plain.before
    plain.sendline("")
    plain.expect("short")
    plain.sendline("q")
    plain.expect(pexpect.EOF)

    assert ESCAPE not in (seen or "") + (plain.before or "")
