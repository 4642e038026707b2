"""A real terminal: what is typed, what is drawn, and how it is left behind."""

from __future__ import annotations

import itertools
import os
import re
import signal
import sys
import termios
from collections.abc import Iterator
from typing import Any

import pexpect
import pyte
import pytest
from command_line import ESCAPE, PATIENCE, CommandLine, until

ALTERNATE_SCREEN = ("\x1b[?1049h", "\x1b[?1049l")
SHOW_CURSOR = "\x1b[?25h"


class Terminal:
    """`prep` in a pseudo-terminal of 80 by 24; `screen` is what somebody would see."""

    def __init__(self, prep: CommandLine, *words: str, **variables: str) -> None:
        self.sent = ""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._screen)
        environment = {**prep.environment, **variables}
        environment.pop("COLUMNS")
        self.child = pexpect.spawn(
            sys.executable,
            prep.words(*words)[1:],
            env=environment,
            cwd=str(prep.folder),
            encoding="utf-8",
            codec_errors="replace",
            dimensions=(24, 80),
            timeout=PATIENCE,
            echo=False,
        )
        self.child.delaybeforesend = None
        self.before = termios.tcgetattr(self.child.child_fd)

    @property
    def screen(self) -> str:
        """What is on the screen now."""
        self._drain()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _drain(self) -> bool:
        """Take in what was sent; whether it was anything."""
        news = False
        while True:
            try:
                text = self.child.read_nonblocking(65_536, timeout=0)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return news
            news = True
            self.sent += text
            # pyte does not know the private modes of the kitty keyboard protocol, and would print them.
            self._stream.feed(text.replace("\x1b[>1u", "").replace("\x1b[<u", ""))

    def until(self, text: str) -> None:
        """Wait for a text to be on the screen, or to have scrolled by."""
        if text not in self.screen and text not in self.sent:
            until(lambda: self._drain() and (text in self.sent or text in self.screen), repr(text))

    def type(self, line: str) -> None:
        self.child.sendline(line)

    def end(self) -> int | None:
        """Wait for it to end by itself; the exit code."""

        def ended() -> bool:
            self._drain()
            return not self.child.isalive()

        until(ended, "the end")
        self._drain()
        return self.child.exitstatus

    def interrupt(self) -> int | None:
        """Press Ctrl-C until it ends: one that comes just before Python waits for a line is not seen until the next."""
        presses = itertools.count()

        def ended() -> bool:
            if next(presses) % 50 == 0 and self.child.isalive():
                self.child.sendintr()
            self._drain()
            return not self.child.isalive()

        until(ended, "the end")
        return self.child.exitstatus

    def hang_up(self) -> None:
        """The window is closed."""
        os.close(self.child.child_fd)
        self.child.child_fd = -1
        until(lambda: not self.child.isalive(), "the end after a hang-up")


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


def in_practice(terminal: Any, *words: str) -> Terminal:
    """The practice screen, open and drawn."""
    opened = terminal("code", *words)
    opened.until("Conventions")
    opened.until("left")
    return opened


def test_a_plain_session_by_hand(prep: CommandLine, terminal: Any):
    """Lines are typed, a save brings its verdict by itself, quitting stops the clock, and it goes on from there."""
    first = terminal("code", "stable-softmax", "--plain")
    first.until("each save is graded")
    for line, says in (
        ("help", "quit        leave"),
        ("ask", "All zeros"),
        ("hint", "hint 1 of 3"),
        ("pause", "paused"),
    ):
        first.type(line)
        first.until(says)
    first.type("go")
    prep.save("solution.py")
    first.until("passed: 12 of 12")
    first.type("quit")
    code = first.end()
    second = terminal("code", "--plain")
    second.until("each save is graded")
    second.type("next")
    second.until("Jacobian")
    second.type("finish")
    second.until("Score yourself")
    second.type("score 3 3 2 3")
    second.until("measured")

    assert (code, second.end()) == (0, 0)
    assert "`prep code` goes on with it." in first.sent
    assert "grading" not in second.sent
    assert ESCAPE not in first.sent + second.sent
    shown = prep.here("history", "show", "--json").data
    assert (shown["passed"], shown["hints"], shown["phase"]) == (True, 1, "done")


def test_the_screen_opens_and_closes(terminal: Any):
    """The title and the time are drawn; `q` leaves with exit code 0, and the terminal as a shell needs it."""
    practice = in_practice(terminal, "stable-softmax")
    drawn, drawing = practice.screen, termios.tcgetattr(practice.child.child_fd)
    practice.child.send("q")

    assert practice.end() == 0
    assert "Softmax that survives any logits" in drawn
    on, off = ALTERNATE_SCREEN
    assert practice.sent.count(on) == practice.sent.count(off) == 1
    assert practice.sent.rindex(SHOW_CURSOR) > practice.sent.rindex("\x1b[?25l")
    assert "`prep code` goes on with it." in practice.sent[practice.sent.rindex(off) :]
    assert drawing[3] != practice.before[3]
    assert termios.tcgetattr(practice.child.child_fd)[:4] == practice.before[:4]


def test_a_save_is_graded_on_the_screen(prep: CommandLine, terminal: Any):
    """The verdict comes to the screen by itself."""
    practice = in_practice(terminal, "stable-softmax")
    prep.save("mistakes/global-max.py")
    until(lambda: "global-max" in practice.screen, "the likely mistake")
    practice.child.send("q")

    assert practice.end() == 0
    assert prep.here("history", "show", "--json").data["attempts"][0]["verdict"]["mistakes"] == ["global-max"]


def test_going_on_is_offered(prep: CommandLine, terminal: Any):
    """With the time that is left; yes goes on with the same session."""
    prep.here("code", "start", "stable-softmax", "--minutes", "30")
    offered = terminal("code")
    offered.until("Go on with it?")
    question = offered.screen
    offered.type("")
    offered.until("Conventions")
    offered.child.send("q")

    assert offered.end() == 0
    assert re.search(r"stable-softmax · practise · clarify · (30:00|29:\d\d) left", question)
    assert "(n finishes it and archives your answer) [Y/n]" in question.replace("\n", " ")
    assert len(prep.here("history", "list", "--json").data) == 1


def test_going_on_is_declined(prep: CommandLine, terminal: Any):
    """No finishes it, keeps the answer in the archive, and starts anew."""
    prep.here("code", "start", "stable-softmax")
    prep.answer().write_text("mine = 1\n")
    offered = terminal("code", "stable-softmax")
    offered.until("Go on with it?")
    offered.type("n")
    offered.until("Conventions")
    offered.child.send("q")

    assert offered.end() == 0
    now, before = prep.here("history", "list", "--json").data
    assert (now["phase"], before["phase"]) == ("clarify", "self-score")
    assert [file.read_text() for file in prep.answer().parent.glob("archive/*/answer.py")] == ["mine = 1\n"]


@pytest.mark.parametrize(
    ("choice", "phases"),
    [
        ("park", {"sdpa": "clarify", "stable-softmax": "clarify"}),
        ("finish", {"sdpa": "clarify", "stable-softmax": "self-score"}),
        ("", {"stable-softmax": "clarify"}),
    ],
    ids=["park", "finish", "go on"],
)
def test_another_one_is_open(prep: CommandLine, terminal: Any, choice: str, phases: dict[str, str]):
    """Three ways on; the first is the one that changes nothing."""
    prep.here("code", "start", "stable-softmax")
    asked = terminal("code", "sdpa", "--plain")
    asked.until("It is open: what now?")
    asked.type(choice)
    asked.until("`help` lists")
    asked.type("quit")

    assert asked.end() == 0
    assert {each["slug"]: each["phase"] for each in prep.here("history", "list", "--json").data} == phases


@pytest.mark.parametrize("form", [[], ["--plain"]], ids=["screen", "lines"])
def test_a_closed_window_leaves_the_session_resumable(prep: CommandLine, terminal: Any, form: list[str]):
    """Closing the terminal ends the program, stops the clock, and leaves no error behind."""
    practice = terminal("code", "stable-softmax", *form)
    practice.until("Conventions")
    practice.until("left")
    prep.answer().write_text("x = 1\n")
    practice.hang_up()
    again = prep.here("code", "--plain")

    assert again.code == 0
    assert re.search(r"· (10:00|9:\d\d) left", again.out)
    assert not (prep.home / "last-error.txt").exists()
    assert len(prep.here("history", "list", "--json").data) == 1
    assert prep.answer().read_text() == "x = 1\n"


def test_finish_asks_for_the_marks(prep: CommandLine, terminal: Any):
    """One question a criterion with the levels in sight; a mark that is none is asked again."""
    prep.here("code", "start", "stable-softmax")
    asked = terminal("code", "finish")
    for question, mark in (("Problem solving (", "7"), ("Problem solving (", "3"), ("Code (", "4")):
        asked.until(question)
        asked.type(mark)
    for question, mark in (("Communication (", "2"), ("Testing (", "1"), ("A line to yourself", "spoke too little")):
        asked.until(question)
        asked.type(mark)

    assert asked.end() == 0
    score = prep.here("history", "show", "--json").data["self_score"]
    assert score["marks"] == {"problem-solving": 3, "code": 4, "communication": 2, "testing": 1}
    assert score["note"] == "spoke too little"
    assert "measured" in asked.sent


def test_an_interview_asks_for_the_guess(prep: CommandLine, terminal: Any):
    """`prep code submit` with somebody there."""
    prep.here("code", "start", "stable-softmax", "--interview")
    prep.save("solution.py")
    asked = terminal("code", "submit")
    asked.until("Your chance of a pass")
    asked.type("70")

    assert asked.end() == 0
    assert "grading… (at most 20 s; Ctrl-C stops it)" in asked.sent
    assert prep.here("history", "show", "--json").data["attempts"][0]["guess"] == 70


def test_ctrl_c_at_a_question(prep: CommandLine, terminal: Any):
    """130, one calm sentence; the session is as it was."""
    prep.here("code", "start", "stable-softmax", "--interview")
    asked = terminal("code", "submit")
    asked.until("Your chance of a pass")

    assert asked.interrupt() == 130
    assert "stopped" in asked.sent
    assert "Nothing that was announced is lost." in asked.sent
    assert "Traceback" not in asked.sent
    assert prep.here("history", "show", "--json").data["attempts"] == []


@pytest.mark.parametrize(
    ("words", "variables", "coloured"),
    [
        (("code", "list"), {}, True),
        (("code", "list"), {"NO_COLOR": "1"}, False),
        (("code", "list", "--plain"), {}, False),
        (("code", "nope"), {}, True),
        (("code", "nope", "--plain"), {}, False),
    ],
    ids=str,
)
def test_colour_is_for_those_who_want_it(
    terminal: Any, words: tuple[str, ...], variables: dict[str, str], coloured: bool
):
    """A terminal has it; NO_COLOR, `--plain` and a terminal that knows none have not a single escape code."""
    shown = terminal(*words, **variables)
    shown.end()

    assert (ESCAPE in shown.sent) == coloured


def test_a_terminal_that_cannot_draw_has_lines(terminal: Any):
    """TERM=dumb gets the session as lines, without asking for it."""
    lines = terminal("code", "stable-softmax", TERM="dumb")
    lines.until("each save is graded")
    lines.type("quit")

    assert lines.end() == 0
    assert ESCAPE not in lines.sent


def test_ctrl_d_leaves(prep: CommandLine, terminal: Any):
    """The end of input is the end of the sitting, not of the session."""
    lines = terminal("code", "stable-softmax", "--plain")
    lines.until("each save is graded")
    lines.child.sendeof()

    assert lines.end() == 0
    assert "`prep code` goes on with it." in lines.sent
