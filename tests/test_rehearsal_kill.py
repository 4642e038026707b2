"""Kill the rehearsal screen anywhere: every mark that was shown is there, and the slot clock never stopped."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pexpect
import pyte
import pytest

from prep.clock import now
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.history import History
from prep.model.moment import between
from prep.model.rehearsal import MarkKind, Rehearsal
from prep.model.standing import Standing, standing
from prep.places import Places, own_content

KILLS = int(os.environ.get("PREP_KILLS", "4"))
TALK = "research-job-talk"
STEPS = {
    "n": (MarkKind.NEXT, r"^ *{next}/\d+ "),
    "q": (MarkKind.ASKED, r"\? question"),
    "p": (MarkKind.PAUSED, r"‖ paused"),
    "mword\r": (MarkKind.STUMBLED, r"Marked: word\."),
}
"""A key, the mark it makes, and what the screen then shows."""


class Screen:
    """The rehearsal in a pseudo-terminal of 80 by 24."""

    def __init__(self, home: Path, *words: str) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._screen)
        environment = {**os.environ, "PREP_HOME": str(home), "TERM": "xterm-256color", "PYTHONPATH": str(own_content())}
        self.child = pexpect.spawn(
            sys.executable, ["-m", "prep", "talk", *words], env=environment, encoding="utf-8", dimensions=(24, 80)
        )

    @property
    def text(self) -> str:
        """What somebody would see."""
        while True:
            try:
                sent = self.child.read_nonblocking(65_536, timeout=0)
            except (pexpect.TIMEOUT, pexpect.EOF):
                return "\n".join(self._screen.display)
            self._stream.feed(sent.replace("\x1b[>1u", "").replace("\x1b[<u", ""))

    def until(self, pattern: str) -> None:
        """Wait for it to be on the screen."""
        deadline = time.monotonic() + 30
        while not re.search(pattern, self.text, re.M):
            assert time.monotonic() < deadline, f"{pattern} never came:\n{self.text}"
            time.sleep(0.02)

    def kill(self) -> None:
        """As `kill -9`, and as a battery that is empty."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.child.close()


def reread(home: Path) -> tuple[Rehearsal, Standing]:
    """The one rehearsal, and how it stands now, as a new process reads it."""
    with History.open(Places(home=home, content=())) as history:
        assert history.damaged == ()
        (rehearsal,) = rehearse.rehearsals(Lectern(history, now, home / "rehearsal.beat"))
    return rehearsal, standing(rehearsal, now())


@pytest.mark.timeout(60 + 15 * KILLS)
def test_kill_minus_nine_loses_no_mark(tmp_path: Path):
    """After each kill the same rehearsal resumes, says what it assumed, and its slot clock is that of the wall."""
    home, dice = tmp_path / "home", random.Random(20261123)
    announced: list[MarkKind] = []
    started = now()
    for number in range(KILLS):
        screen = Screen(home, "resume" if number else TALK)
        if number:
            screen.until("n next")
            screen.until("assumed that nobody spoke from ")
        else:
            screen.until("Enter starts")
            screen.child.send("\r")
            screen.until(r"^ *1/\d+ ")
            started = now()
        for _ in range(dice.randint(1, 3)):
            key = dice.choice(list(STEPS))
            before = reread(home)[1].index + 1
            kind, shown = STEPS[key]
            if kind is not MarkKind.NEXT and re.search(shown, screen.text):
                continue  # it is on the screen already: what the key does now would not be told apart
            screen.child.send(key)
            screen.until(shown.format(next=before + 1))
            announced.append(kind)
        time.sleep(dice.uniform(0, 0.3))
        if dice.random() < 0.5:
            screen.child.send("n")  # not waited for: it may be there or not
        screen.kill()
        rehearsal, stands = reread(home)

        kept = [mark.kind for mark in rehearsal.marks]
        assert [kind for kind in announced if kind is not MarkKind.NEXT] == [
            kind for kind in kept if kind in (MarkKind.ASKED, MarkKind.PAUSED, MarkKind.STUMBLED)
        ]
        assert kept.count(MarkKind.NEXT) >= announced.count(MarkKind.NEXT)
        assert rehearsal.open
        assert abs(stands.gone - between(started, now())) < timedelta(seconds=1)

    time.sleep(1)
    again = subprocess.run(
        [sys.executable, "-m", "prep", "talk", "resume"],
        env={**os.environ, "PREP_HOME": str(home), "PYTHONPATH": str(own_content())},
        input="quit\n",
        capture_output=True,
        text=True,
        check=True,
    )
    _, stands = reread(home)
    left = re.search(r"(\d+):(\d\d) left", again.stdout)

    assert again.stdout.startswith("assumed that nobody spoke from ")
    assert left is not None
    shown = timedelta(minutes=int(left[1]), seconds=int(left[2]))
    assert abs(shown - (timedelta(minutes=45) - between(started, now()))) < timedelta(seconds=2)
    assert sum((split.stopped for split in stands.splits), timedelta(0)) > timedelta(seconds=1)
