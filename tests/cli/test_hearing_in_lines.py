"""A hearing in lines: what was scored is kept, and the time of a sitting ends it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from prep.cli.asking import coming, hear
from prep.cli.world import World
from prep.clock import now
from prep.flows.hearing import Hearing
from prep.model.moment import Moment


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PREP_HOME", str(tmp_path / "home"))
    return World(plain=True)


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], contextlib.AbstractContextManager[None]]:
    """Somebody types that, and then stays, without another word."""

    @contextlib.contextmanager
    def typing(text: str) -> object:
        reading, writing = os.pipe()
        os.write(writing, text.encode())
        with os.fdopen(reading) as stdin, monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            yield
        os.close(writing)

    return typing


def test_whoever_leaves_has_kept_what_they_scored(
    world: World, typing: Callable[[str], contextlib.AbstractContextManager[None]]
):
    """In the order of the questions, with the sitting and the company."""
    first, second, third = world.bank("motivation").questions[:3]
    hearing = Hearing(coming(world, (first, second, third)), world.chair, sitting="day-1", company="Acme")
    with typing("\n\nn\n3 3 3 3 3\n\nw\nBecause.\n.\ny\n2 3 3 3 3\nq\n"):
        hear(world, hearing, title="questions")

    kept = hearing.answers
    assert [(each.key, each.score, each.text) for each in kept] == [(first.key, 3, ""), (second.key, 2, "Because.")]
    assert {(each.sitting, each.company) for each in kept} == {("day-1", "Acme")}


def test_the_time_ends_it(
    world: World,
    typing: Callable[[str], contextlib.AbstractContextManager[None]],
    capsys: pytest.CaptureFixture[str],
):
    """By itself, though somebody sits there: what was being said is cut off, what was scored is kept."""
    at, span = now(), timedelta(seconds=1)
    until = Moment(at.utc + span, at.ticks + span, at.boot)
    two = coming(world, world.bank("behavioural").questions[:2])
    hearing = Hearing(two, world.chair, sitting="day-1", until=until)
    with typing("\n\n3 3 3 3\n\n\n"):
        hear(world, hearing, title="questions")

    assert len(hearing.answers) == 1
    assert "The time is over; what is kept stays kept." in capsys.readouterr().out
