"""Where things are: PREP_HOME, PREP_CONTENT, and what came with prep."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prep.places import find, own_content


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests."""
    for name in ("PREP_HOME", "PREP_CONTENT"):
        monkeypatch.delenv(name, raising=False)


def test_the_home_is_one_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Everything the user owns is below PREP_HOME."""
    monkeypatch.setenv("PREP_HOME", str(tmp_path))
    places = find()

    assert places.home == tmp_path
    assert {places.work, places.talks, places.journal, places.index} == {
        tmp_path / "work",
        tmp_path / "talks",
        tmp_path / "journal.jsonl",
        tmp_path / "history.db",
    }


def test_a_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """As a shell would read it, also where no shell did."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PREP_HOME", "~/prep")
    monkeypatch.setenv("PREP_CONTENT", "~/pack")

    assert find().home == tmp_path / "prep"
    assert find().content[0] == tmp_path / "pack"


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_name_the_platform_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: str | None):
    """An unset or empty PREP_HOME is the user's data folder, never the current one."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if empty is not None:
        monkeypatch.setenv("PREP_HOME", empty)

    assert find().home.is_relative_to(tmp_path)
    assert find().home.name == "prep"


def test_content_packs_come_first(monkeypatch: pytest.MonkeyPatch):
    """In their order, before what came with prep; empty parts are nothing."""
    monkeypatch.setenv("PREP_CONTENT", os.pathsep.join(["/one", "", "/two", ""]))

    assert find().content == (Path("/one"), Path("/two"), own_content())


def test_own_talks_come_before_those_of_the_content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Each in a folder called `talks`."""
    monkeypatch.setenv("PREP_HOME", str(tmp_path))
    monkeypatch.setenv("PREP_CONTENT", "/pack")

    assert find().talk_roots == (tmp_path / "talks", Path("/pack/talks"), own_content() / "talks")


def test_our_own_content_is_there():
    """Problems come with prep, installed or in a checkout."""
    assert find().content == (own_content(),)
    assert (own_content() / "problems" / "stable-softmax" / "problem.toml").is_file()
