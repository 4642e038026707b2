"""On the real clock: the splits agree with a clock that knows nothing of them. PREP_DRIFT=120 for the long run."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from talk_makers import a_talk, minutes

from prep.clock import now
from prep.flows import rehearse
from prep.flows.rehearse import Lectern
from prep.flows.speaking import Speaking
from prep.history import History
from prep.model.moment import ZERO, Moment
from prep.model.standing import standing
from prep.places import Places

SECONDS = float(os.environ.get("PREP_DRIFT", "3"))
MOST = timedelta(milliseconds=20)


class Witness:
    """The real clock; beside each reading it notes what another one showed."""

    def __init__(self) -> None:
        self.seen: dict[timedelta, float] = {}

    def __call__(self) -> Moment:
        moment = now()
        self.seen[moment.ticks] = time.perf_counter()
        return moment


@pytest.mark.timeout(60 + SECONDS)
def test_splits_do_not_drift(tmp_path: Path):
    """Twenty marks, a beat each second as the screen keeps it: every split within 20 ms of the other clock."""
    witness = Witness()
    with History.open(Places(home=tmp_path, content=()), witness) as history:
        lectern = Lectern(history, witness, tmp_path / "beat")
        speaking = Speaking(rehearse.start(a_talk(), lectern, slot=minutes(45)), lectern)
        steps = [rehearse.next_part, rehearse.toggle_question, rehearse.toggle_question] * 6
        began = beat = time.perf_counter()
        for number, step in enumerate(steps, start=1):
            while time.perf_counter() < began + SECONDS * number / len(steps):
                time.sleep(0.01)
                if time.perf_counter() - beat >= 1:
                    beat = time.perf_counter()
                    speaking.attend()
            speaking.take(step)
        end = witness()
        kept = rehearse.again(speaking.rehearsal.id, lectern)

    stands = standing(kept, end)
    spoken, questions, here, answering = [0.0] * 8, [0.0] * 8, 0, False
    last = witness.seen[kept.started.ticks]
    for number, at in enumerate([*(witness.seen[mark.at.ticks] for mark in kept.marks), witness.seen[end.ticks]]):
        (questions if answering else spoken)[here] += at - last
        here += number % 3 == 0
        answering = number % 3 == 1
        last = at
    off = [
        *(split.spoken - timedelta(seconds=own) for split, own in zip(stands.splits, spoken, strict=True)),
        *(split.questions - timedelta(seconds=own) for split, own in zip(stands.splits, questions, strict=True)),
        stands.gone - timedelta(seconds=witness.seen[end.ticks] - witness.seen[kept.started.ticks]),
    ]
    print(f"the largest drift in {SECONDS:g} s: {max(map(abs, off), default=ZERO) / timedelta(milliseconds=1):.3f} ms")

    assert len(kept.marks) == len(steps)
    assert max(map(abs, off)) < MOST
