"""`prep talk SLUG`: rehearsed as lines and in a real terminal, interrupted, and gone on with."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from command_line import ESCAPE, CommandLine, until
from test_cli_terminal import ALTERNATE_SCREEN, SHOW_CURSOR, Terminal

from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.history import History
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.places import Places

SECTION = """
[[section]]
title = "{}"
minutes = {}
least = {}
tier = {}
priority = 1
bridge = "And so on to what follows {}."
"""
PARTS = (("Problem", 3, 1, 5), ("Idea", 3, 2, 5), ("Evidence", 2, 1.5, 10), ("Close", 2, 1, 5))


@pytest.fixture
def talk(prep: CommandLine) -> str:
    """A talk of ten minutes and four sections, the user's own."""
    folder = prep.home / "talks" / "my-talk"
    folder.mkdir(parents=True)
    head = 'format = 1\nuuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"\ntitle = "Noisy labels"\nminutes = 10\n'
    text = head + "".join(SECTION.format(*part, part[0]) for part in PARTS)
    (folder / "talk.toml").write_text(text)
    return "my-talk"


@pytest.fixture
def terminal(prep: CommandLine) -> Iterator[Any]:
    """Opens terminals, and closes those that a failing test left."""
    opened: list[Terminal] = []

    def terminal(*words: str, **variables: str) -> Terminal:
        opened.append(Terminal(prep, *words, **variables))
        return opened[-1]

    yield terminal
    for each in opened:
        if each.child.isalive():
            each.child.kill(signal.SIGKILL)
            each.child.wait()
        if each.child.child_fd >= 0:
            each.child.close()


def rehearsed(prep: CommandLine) -> Rehearsal:
    """The last rehearsal, as a new process reads it."""
    with History.open(Places(home=prep.home, content=())) as history:
        return rehearse.rehearsals(Lectern(history, lambda: None, prep.home / "beat"))[-1]  # type: ignore[arg-type]  # no clock is read


def test_a_whole_rehearsal_as_lines(prep: CommandLine, talk: str):
    """Each word has its line; a pipe is never waited for; the score ends it."""
    words = ("", "n", "question", "q", "m theorem", "c 4", "undo", "notes", "b", "p", "pause", "help", "n", "finish")
    ran = prep.here("talk", talk, input="\n".join([*words, "score 3 3", "score 3 3 4 2 3", "quit"]))

    assert ran.code == 0
    assert ran.out.startswith("Noisy labels\n10:00 to speak · would end ")
    assert "1/4 Problem: 3:00 of 3:00, in time · 10:00 left · on time · ends " in ran.out
    assert "? question 0:00 · 2/4 Idea" in ran.out
    assert "“You have 4:00 now.”\nDrop: Evidence.\nSay “And so on to what follows Idea.”" in ran.out
    assert "‖ paused 0:00 · 1/4 Problem" in ran.out
    assert "'3 3' is not five marks" in ran.out
    assert "time 1, as measured" in ran.out
    assert ESCAPE not in ran.out
    rehearsal = rehearsed(prep)
    assert rehearsal.score is not None
    assert rehearsal.score.marks["depth"] == 4
    assert [mark.kind for mark in rehearsal.marks][-1] is MarkKind.FINISHED


def test_the_end_of_input_leaves_it_under_way(prep: CommandLine, talk: str):
    """And `prep talk` without a name goes on with it; with one it is refused where nobody can be asked."""
    first = prep.here("talk", talk, input="next\n")
    again = prep.here("talk", input="next\nundo\nundo\n")
    refused = prep.here("talk", talk)
    resumed = prep.here("talk", "resume", input="quit\n")

    assert "`prep talk resume` goes on with it; the slot clock does not wait." in first.out
    assert again.out.startswith("assumed that nobody spoke from ")
    assert "2/4 Idea" in again.out
    assert refused.code == 2
    assert "--abandon" in refused.err
    assert "1/4 Problem" in resumed.out
    assert len({rehearsed(prep).id}) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("bogus", "'bogus' is not understood"),
        ("back", "that changes nothing now"),
        ("cut", "'' is no number of minutes"),
        ("cut 0", "'0' is no number of minutes"),
        ("undo", "that changes nothing now"),
        ("score 3 3 3 3 3", "this rehearsal is not finished"),
        ("questions", "questions follow the talk"),
    ],
)
def test_what_cannot_be_done_is_said(prep: CommandLine, talk: str, line: str, says: str):
    """And the rehearsal goes on."""
    ran = prep.here("talk", talk, input=f"{line}\n")

    assert ran.code == 0
    assert says in ran.out
    assert rehearsed(prep).marks == ()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--minutes", "6", "--late", "3"), "the musts need 4:00, and there are 3:00"),
        (("--end", "14:45", "--minutes", "20"), "--end says how long there is"),
        (("--end", "25:00"), "'25:00' is no time of day"),
        (("--seed", "3"), "a seed is for a surprise"),
        (("--json",), "a rehearsal has no JSON answer"),
        (("--speed", "0.5"), "is not in the range"),
        (("--minutes", "4"), "is not in the range"),
    ],
    ids=str,
)
def test_what_is_asked_for_must_make_sense(prep: CommandLine, talk: str, options: tuple[str, ...], says: str):
    """It is refused before anything begins."""
    ran = prep.here("talk", talk, *options)

    assert ran.code == 2
    assert says in ran.err + ran.out
    assert prep.here("talk", "resume").code == 4


def test_the_slot_is_as_asked_for(prep: CommandLine, talk: str):
    """Shorter by the cut plan, late, with a surprise that can be had again, without seconds, by slide."""
    prep.here("talk", talk, "--minutes", "5", input="next\nnext\n")
    shorter = rehearsed(prep)
    abandoned = prep.here("talk", "resume", "--abandon", "--json")
    prep.here("talk", talk, "--late", "4", "--surprise", "--seed", "7", "--display", "loose")
    late = rehearsed(prep)

    assert [part.cut for part in shorter.plan.parts] == [False, False, True, False]
    assert shorter.mode == "5 min"
    assert abandoned.data == {"id": shorter.id, "slug": "my-talk", "abandoned": True}
    assert (late.mode, late.seed, late.open) == ("10 min, 4 late, surprise", 7, True)


def test_a_name_may_be_left_out_or_wrong(prep: CommandLine, talk: str):
    """The only talk of one's own, then the one rehearsed last; a word like a command is told apart."""
    own = prep.here("talk")
    prep.here("talk", "resume", "--abandon")
    prep.here("talk", "thesis-overview", "--speed", "600")
    prep.here("talk", "resume", "--abandon")
    last = prep.here("talk")

    assert "my-talk: your own talk" in own.err
    assert "thesis-overview: rehearsed last" in last.err
    assert "Did you mean `prep talk plan`?" in prep.here("talk", "plann").err


def test_without_a_talk_of_ones_own_it_says_what_there_is(prep: CommandLine):
    """Nothing was rehearsed yet, and three examples are there."""
    ran = prep.here("talk")

    assert ran.code == 2
    assert "`prep talk list`" in ran.err


def test_a_whole_talk_sixty_times_as_fast(prep: CommandLine, talk: str, terminal: Any):
    """On the screen from the lead-in to the score; the facts say that it was a demonstration."""
    screen = terminal("talk", talk, "--speed", "60", "--surprise", "--seed", "5", "--slides")
    screen.until("Enter starts, after three seconds.")
    began = time.monotonic()
    screen.child.send("\r")
    screen.until("1/4")
    waited = time.monotonic() - began
    for number, wait in enumerate((2.6, 2.2, 1.0), start=2):
        time.sleep(wait)
        screen.child.send("n")
        if re.search(r"next\s+the end", screen.screen):
            break
        until(lambda number=number: f"{number}/" in screen.screen, f"section {number}")
    time.sleep(1)
    screen.child.send(" ")
    until(lambda: "Enter: score yourself." in screen.screen, "the closing page")
    screen.child.send("\r")
    until(lambda: "Score yourself, 1 of 5" in screen.screen, "the first criterion")
    screen.child.send("33333")
    until(lambda: "as measured" in screen.screen, "the marks")
    screen.child.send("\r")

    assert screen.end() == 0
    assert waited >= 3
    rehearsal = rehearsed(prep)
    assert (rehearsal.speed, rehearsal.real) == (60.0, False)
    assert rehearsal.score is not None
    assert any(mark.surprise for mark in rehearsal.marks)
    on, off = ALTERNATE_SCREEN
    assert screen.sent.count(on) == screen.sent.count(off) == 1
    assert screen.sent.rindex(SHOW_CURSOR) > screen.sent.rindex("\x1b[?25l")
    assert "--surprise --seed 5" in screen.sent[screen.sent.rindex(off) :]


@pytest.mark.parametrize("form", [[], ["--plain"]], ids=["screen", "lines"])
def test_a_closed_window_leaves_it_under_way(prep: CommandLine, talk: str, terminal: Any, form: list[str]):
    """Closing the terminal ends the program and loses no mark."""
    opened = terminal("talk", talk, *form)
    opened.until("Enter starts")
    opened.child.send("\r")
    opened.until("1/4")
    opened.child.send("n" if not form else "n\r")
    until(lambda: "2/4" in opened.screen or "2/4" in opened.sent, "the second section")
    opened.hang_up()
    again = prep.here("talk", "resume")

    assert again.code == 0
    assert "2/4 Idea" in again.out
    assert not (prep.home / "last-error.txt").exists()


def test_a_plain_terminal_is_waited_for_and_told_calmly(prep: CommandLine, talk: str, terminal: Any):
    """Three, two, one; that a section is over its time is said once, and not again."""
    lines = terminal("talk", talk, "--plain", "--speed", "60", "--bell")
    lines.until("Enter starts, after three seconds")
    lines.type("")
    lines.until("1/4 Problem")
    lines.until("over time: Problem · ")
    lines.type("quit")

    assert lines.end() == 0
    assert lines.sent.count("over time: Problem · ") == 1
    assert "\a" in lines.sent
    assert re.search(r"^3\s+2\s+1\s+1/4", lines.sent, re.M)


def test_going_on_is_offered(prep: CommandLine, talk: str, terminal: Any):
    """With how it stands; no gives it up and begins anew."""
    prep.here("talk", talk, input="next\n")
    first = rehearsed(prep)
    offered = terminal("talk", talk, "--plain")
    offered.until("Go on with it? (n gives it up) [Y/n]")
    assert "2/4 Idea" in offered.screen
    offered.type("n")
    offered.until("Enter starts")
    offered.child.sendeof()

    assert offered.end() == 0
    assert "Nothing was begun." in offered.sent
    assert rehearsed(prep).id == first.id
    assert rehearsed(prep).abandoned


def test_questions_follow_where_they_are_asked_for(prep: CommandLine, talk: str):
    """With --qa the end is not the end: the questions come before the score, and one line after the other is read."""
    (prep.home / "talks" / talk / "questions.toml").write_text(
        'format = 1\n[[question]]\nquestion = "Why?"\nanswer = "Because."\n'
    )
    ran = prep.here("talk", talk, "--qa", input="finish\nquestions\n\n\n3\nq\nscore 3 3 3 3 4\n")

    assert ran.code == 0
    parts = ("`questions` goes on with the questions; `undo` takes the end back.", "Why?", "Because.", "Score yourself")
    places = [ran.out.index(part) for part in parts]
    assert places == sorted(places)
    rehearsal = rehearsed(prep)
    assert rehearsal.score is not None
    assert rehearsal.score.marks["questions"] == 4
