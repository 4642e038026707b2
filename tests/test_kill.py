"""Kill it anywhere: the session goes on, and nothing that was announced is missing."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from prep.flows import practise
from prep.flows.desk import Desk
from prep.grader.supervise import grade
from prep.history import History
from prep.model.session import Session
from prep.places import Places, own_content
from prep.workspace import Workspace

KILLS = int(os.environ.get("PREP_KILLS", "8"))
STEPS = ("hint", "ask", "pause", "go", "submit", "time", "submit")
CONTENT = own_content() / "problems" / "stable-softmax"


def session_in(home: Path) -> Session:
    """The one session, as a new process reads it."""
    places = Places(home=home, content=(own_content(),))
    with History.open(places) as history:
        assert history.damaged == ()
        (session,) = practise.sessions(Desk(Workspace(places.work), history, lambda: None, grade))  # type: ignore[arg-type]  # no clock is read
    return session


def announced(shown: str) -> dict[str, int]:
    """What a run's output says was kept."""
    hints = [int(number) for number in re.findall(r"^hint (\d) of 3", shown, re.M)]
    verdicts = re.findall(r"^(?:not )?passed: \d+ of 12 checks", shown, re.M)
    return {"hints": max(hints, default=0), "verdicts": len(verdicts)}


@pytest.mark.timeout(60 + 10 * KILLS)
def test_kill_minus_nine_loses_nothing(tmp_path: Path):
    """After `kill -9` at random moments the same session resumes, with every announced hint and verdict."""
    home, dice = tmp_path / "home", random.Random(20261123)
    environment = {**os.environ, "PREP_HOME": str(home), "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}
    answers = [path.read_text() for path in sorted((CONTENT / "mistakes").glob("*.py"))]
    command = [sys.executable, "-m", "prep", "code", "stable-softmax", "--plain", "--minutes", "600"]
    verdicts, first = 0, ""
    for _ in range(KILLS):
        log = (tmp_path / "shown").open("w+b")
        child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert child.stdin is not None
        deadline = time.monotonic() + dice.uniform(0.3, 4.0)
        while time.monotonic() < deadline:
            child.stdin.write(dice.choice(STEPS).encode() + b"\n")
            child.stdin.flush()
            answer = home / "work" / "stable-softmax" / "answer.py"
            if answer.exists():
                answer.write_text(dice.choice(answers) + f"\n# {dice.random()}\n")
            time.sleep(dice.uniform(0, 0.5))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdin.close()
        log.seek(0)
        told = announced(log.read().decode())
        log.close()
        verdicts += told["verdicts"]
        if not (home / "journal.jsonl").exists():
            continue

        session = session_in(home)
        first = first or session.id
        assert session.id == first
        assert session.open
        assert session.hints >= told["hints"]
        assert len(session.judged) >= verdicts
        assert all(attempt.text for attempt in session.attempts)
    assert first, "no run lived long enough to start a session"


def test_resuming_counts_only_the_time_at_work(tmp_path: Path):
    """A killed sitting resumes with the answer as it was saved and the time since the kill not counted."""
    home = tmp_path / "home"
    environment = {**os.environ, "PREP_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "prep", "code", "stable-softmax", "--plain"]
    child = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    while b"your answer" not in child.stdout.readline():
        pass
    answer = home / "work" / "stable-softmax" / "answer.py"
    answer.write_text((CONTENT / "solution.py").read_text())
    while b"passed: 12 of 12" not in child.stdout.readline():
        pass
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    beat = answer.parent / ".beat"
    beat.write_text(re.sub(r'"ticks": ([\d.]+)', lambda m: f'"ticks": {float(m[1]) - 3600}', beat.read_text()))

    again = subprocess.run(command, env=environment, input="quit\n", capture_output=True, text=True, check=True)
    session = session_in(home)

    assert "follow" not in again.stderr
    assert session.passed
    assert session.uncounted.total_seconds() > 3500
    assert answer.read_text() == (CONTENT / "solution.py").read_text()
