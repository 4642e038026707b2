"""A session as lines, from a pipe, a file or nothing: the same steps, and no prompt."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import ESCAPE, LOOPING, QUICK, SOFTMAX, CommandLine, Ran, processes_of, until
from rich.console import Console

from prep.catalogue.problems import find_problem
from prep.cli.lines import sit
from prep.flows import practise
from prep.flows.desk import Desk
from prep.flows.sitting import Sitting
from prep.history import History
from prep.model.outcome import Outcome
from prep.model.session import Session
from prep.model.verdict import Verdict
from prep.places import Places, own_content
from prep.workspace import Workspace


def typed(prep: CommandLine, *lines: str, words: tuple[str, ...] = ("code", "stable-softmax")) -> Ran:
    """A session that obeys these lines."""
    return prep.here(*words, input="".join(f"{line}\n" for line in lines))


def in_order(text: str, *parts: str) -> bool:
    """Whether these stand in the text, one after the other."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            pytest.fail(f"{part!r} is missing, or too early, in:\n{text}")
        at += len(part)
    return True


def session_of(prep: CommandLine) -> dict[str, Any]:
    return prep.here("history", "show", "--text", "--json").data


def test_every_step_in_one_go(prep: CommandLine):
    """Lines are obeyed in turn, each after the verdict of the one before; the exit code is 0, stderr is empty."""
    prep.here("code", "start", "stable-softmax")
    prep.save("solution.py")
    ran = typed(
        prep,
        *("help", "ask", "prep code hint", "pause", "go", "solution", "submit 90", "next", "next", "answer"),
        "next",
        *("solution", "reset", "finish", "score 3 3 2 3", "hint"),
        words=("code",),
    )
    session = session_of(prep)

    assert (ran.code, ran.err) == (0, "")
    assert ESCAPE not in ran.out
    assert in_order(
        ran.out,
        "Softmax that survives any logits",
        " left",
        "Conventions:",
        "your answer: ",
        "quit        leave",
        "What should a row return",
        "hint 1 of 3",
        "· paused",
        "the solution opens after a pass",
        "`give up` gives up",
        "grading…",
        "passed: 12 of 12",
        "next: `next` opens stage 2",
        "stage 2 of 2",
        "vector-Jacobian",
        "O(K)",
        "online",
        "(no difference)",
        "the starter is back",
        "Problem solving  4",
        "Problem solving      3         3",
    )
    assert ran.out.count("hint ") <= 4
    assert (session["phase"], session["hints"], session["attempts"][0]["guess"]) == ("done", 1, 90)


@pytest.mark.parametrize("source", ["nothing", "a file", "closed"])
def test_any_standard_input_will_do(prep: CommandLine, source: str):
    """`< /dev/null`, `< script` and `<&-`: the session is shown, what is there is obeyed, and it waits to go on."""
    (prep.folder / "script").write_text("time\nquit\n")
    given = {"nothing": "< /dev/null", "a file": f"< {prep.folder / 'script'}", "closed": "<&-"}[source]
    ran = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m prep code stable-softmax {given}"],
        env=prep.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "`prep code` goes on with it." in ran.stdout
    assert session_of(prep)["phase"] == "clarify"


def test_a_last_line_without_its_end_counts(prep: CommandLine):
    """As `printf hint | prep code` has it."""
    assert "hint 1 of 3" in prep.here("code", "stable-softmax", input="hint").out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dance", "'dance' is not understood"),
        ("submit 55", "'55' is no guess"),
        ("give", "`give up`, in full, gives up"),
        ("give me a hint", "`give up`, in full, gives up"),
        ("answer", "no follow-up was asked yet"),
        ("next", "stage 1 is not green yet"),
        ("score 3 3 3 3", "a session is scored once it is finished\n  `finish` first."),
        ("finish\nhint", "this session is finished"),
        ("finish\nscore 3 3", "is not four marks from 1 to 4"),
        ("ask\nask\nask", "there is nothing more to clarify"),
        ("hint\nhint\nhint\nhint", "there are no more hints\n  `give up` shows the solution."),
    ],
)
def test_what_cannot_be_done_is_said(prep: CommandLine, line: str, says: str):
    """And the session goes on; advice is given as it is typed here."""
    ran = typed(prep, line, "time")

    assert ran.code == 0
    assert says in ran.out
    assert "prep code hint" not in ran.out
    assert session_of(prep)["gave_up"] is False


def test_a_finish_without_a_score_waits_for_it(prep: CommandLine):
    """Leaving before the marks is allowed; what takes them later is said."""
    ran = typed(prep, "finish", "quit")

    assert ran.out.splitlines()[-1] == "`prep code finish` takes your self-score."
    assert session_of(prep)["phase"] == "self-score"


def test_giving_up_in_full(prep: CommandLine):
    """Recorded, and the solution is shown beside the answer."""
    ran = typed(prep, "give up", "solution")

    assert in_order(ran.out, "Recorded.", "def softmax", "--- your answer", "+++ solution")
    assert session_of(prep)["gave_up"] is True


class Live:
    """A session as lines that is still running; what it has said so far is in `shown`."""

    def __init__(self, prep: CommandLine, *words: str) -> None:
        prep.environment["PYTHONUNBUFFERED"] = "1"
        self.process = prep.start(*words, stderr=subprocess.STDOUT, start_new_session=True)
        self.shown = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.shown += line

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def until(self, text: str) -> None:
        until(lambda: text in self.shown, repr(text))

    def end(self, number: int | None = None) -> int:
        """Send a signal to its group, or close its input, and wait for it to end."""
        if number is None:
            assert self.process.stdin is not None
            self.process.stdin.close()
        else:
            os.killpg(self.process.pid, number)
        code = self.process.wait(30)
        self._reader.join(10)
        return code


@pytest.fixture
def live(prep: CommandLine):
    """Starts sessions, and ends those that a failing test left."""
    started: list[Live] = []

    def live(*words: str) -> Live:
        started.append(Live(prep, *words))
        return started[-1]

    yield live
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.wait()
        for pipe in (each.process.stdin, each.process.stdout):
            if pipe is not None:
                pipe.close()


def test_a_save_is_graded_by_itself(prep: CommandLine, live):
    """Save, and the verdict comes; save again, and the next one does; the starter is never graded."""
    running = live("code", "stable-softmax")
    running.until("each save is graded")
    prep.save("mistakes/global-max.py")
    running.until("not passed: 11 of 12")
    running.until("looks like global-max")
    prep.save("solution.py")
    running.until("passed: 12 of 12")
    running.type("reset")
    running.until("the starter is back")
    running.type("time")
    prep.answer().write_text(QUICK)
    running.until("not passed: 0 of 12")
    running.end()

    outcomes = [attempt["verdict"]["outcome"] for attempt in session_of(prep)["attempts"]]
    assert outcomes == ["failed", "passed", "errored"]


def test_an_interview_waits_for_the_guess(prep: CommandLine, live):
    """A save is not graded, a pause is refused, and `submit` wants the chance of a pass."""
    running = live("code", "stable-softmax", "--interview")
    running.until("`submit 70` grades it")
    prep.save("solution.py")
    for line in ("pause", "submit", "submit 70%"):
        running.type(line)
    running.until("passed: 12 of 12")
    running.end()

    assert in_order(
        running.shown, "an interview does not pause", "say your chance of a pass first", "grading…", "passed: 12 of 12"
    )
    assert [attempt["guess"] for attempt in session_of(prep)["attempts"]] == [70]


def test_time_is_told_while_a_grading_runs(prep: CommandLine, live):
    """The answer loops: `time` and `help` are answered at once, `hint` comes after the verdict."""
    running = live("code", "stable-softmax")
    running.until("each save is graded")
    prep.answer().write_text(LOOPING)
    running.until("grading…")
    for line in ("hint", "time", "help"):
        running.type(line)
    running.until("quit        leave")
    running.end(signal.SIGINT)

    assert in_order(running.shown, "grading…", "left", "quit        leave")
    assert "hint 1 of 3" not in running.shown
    assert "not passed" not in running.shown


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=lambda n: str(int(n))
)
def test_an_end_in_the_middle_of_a_grading(prep: CommandLine, live, number: int, code: int):
    """Within two seconds; the clock stops, the answer is kept, nothing runs on, and `prep code` goes on with it."""
    running = live("code", "stable-softmax")
    running.until("each save is graded")
    prep.answer().write_text(LOOPING)
    running.until("grading…")
    until(lambda: len(processes_of(prep.folder)) >= 4, "the grading")
    began = time.monotonic()
    ended = running.end(number)
    took = time.monotonic() - began
    session = session_of(prep)

    assert ended == code
    assert took < 2
    assert "Traceback" not in running.shown
    assert [attempt["text"] for attempt in session["attempts"]] == [LOOPING]
    assert session["phase"] == "code"
    until(lambda: not processes_of(prep.folder), "the end of every process")


def test_what_an_end_cut_short_is_graded_again(prep: CommandLine, live):
    """Going on grades the answer whose verdict never came."""
    running = live("code", "stable-softmax")
    running.until("each save is graded")
    prep.answer().write_text(LOOPING)
    running.until("grading…")
    running.end(signal.SIGKILL)
    prep.answer().write_text(QUICK)
    again = live("code")
    again.until("not passed: 0 of 12")
    again.end()

    assert "stable-softmax · practise · code · 9:5" in again.shown


def test_a_long_grading_is_not_sleep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """While lines wait for a slow verdict somebody is still there: no time is taken off."""
    monkeypatch.setattr(practise, "LONGEST_BREATH", timedelta(seconds=2))
    places = Places(home=tmp_path, content=())

    def slow(*_: Any, **__: Any) -> Verdict:
        time.sleep(3)
        return Verdict(Outcome.FAILED)

    from prep.clock import now

    desk = Desk(Workspace(places.work), History.open(places), now, slow)
    problem = find_problem((own_content(),), "stable-softmax")
    session: Session = practise.start(problem, desk)
    desk.workspace.answer("stable-softmax").write_text(QUICK)
    read, write = os.pipe()
    os.write(write, b"submit\nhint\n")
    os.close(write)
    with os.fdopen(read) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        shown = io.StringIO()
        sit(Sitting(session, problem, desk), Console(file=shown))

    assert in_order(shown.getvalue(), "not passed", "hint 1 of 3")
    assert desk.history.facts(kinds=["session.resumed"]) == []
    assert practise.again(session.id, desk).elapsed(now()) > timedelta(seconds=3)


def test_the_statement_grows_with_its_stages(prep: CommandLine):
    """A problem that grows shows the stage that is open, and `next` the one that follows."""
    prep.here("code", "start", "experiment-store")
    prep.save("solution.py", "experiment-store")
    ran = typed(prep, "next", "submit", "next", words=("code",))

    assert in_order(ran.out, "Stage 1", "stage 1 is not green yet", "passed: ", "`next` opens stage 2", "stage 2 of 4")
    assert "Stage 2" not in ran.out.split("grading…")[0]
    assert re.search(r"Stage 2", prep.answer("experiment-store", "statement.md").read_text())


def test_output_of_an_answer_stays_text(prep: CommandLine):
    """What an answer prints is escaped: it cannot colour, clear or forge a line."""
    forged = "print('\\x1b[2J\\x1b[32mpassed: 12 of 12 checks\\x1b[0m [bold]x[/bold]')\n"
    prep.here("code", "start", "stable-softmax")
    prep.answer().write_text(forged + (SOFTMAX / "solution.py").read_text())
    ran = typed(prep, "submit", words=("code",))

    assert ESCAPE not in ran.out
    assert "\\x1b[2J\\x1b[32mpassed" in ran.out
    assert "[bold]x[/bold]" in ran.out
