"""`prep history report` as it is typed: where the page goes, what it never overwrites, and what an empty one says."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CommandLine
from histories import FAILED, PASSED, Life


@pytest.fixture
def life(prep: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Somebody who has had two sessions, in a folder of their own."""
    monkeypatch.chdir(prep.folder)
    life = Life(prep, ours=True)
    life.code("sdpa", FAILED, mistake="no-scale")
    life.wait(days=1)
    life.code("reservoir", PASSED)
    return life


def test_the_page_goes_where_one_is(life: Life):
    """`prep-report.html` in the working folder; again, it is replaced; a sentence says so."""
    first, again = life.run("history", "report"), life.run("history", "report")

    assert first.code == again.code == 0
    assert first.out == again.out == "written: prep-report.html; 2 entries on one page; open it in a browser\n"
    assert first.err == ""
    assert "reservoir" in (life.prep.folder / "prep-report.html").read_text(encoding="utf-8")


def test_as_data_and_on_standard_output(life: Life):
    """The file, whether there are pictures, and the sections that show something; `-` is the page itself."""
    ran = life.run("history", "report", "--out", "page.html", "--json")
    page = life.run("history", "report", "--out", "-")

    assert ran.data == {
        "file": "page.html",
        "pictures": True,
        "sections": ["readiness", "calendar", "time", "mistakes"],
    }
    assert page.out == Path("page.html").read_text(encoding="utf-8")
    assert life.run("history", "report", "--out", "-", "--json").data["page"] == page.out


def test_nothing_of_yours_is_written_over(life: Life):
    """Neither the journal nor any file that is no report; what is there stays as it is."""
    journal = life.places.journal
    before = journal.read_bytes()
    thesis = life.prep.folder / "thesis.html"
    thesis.write_text("<!doctype html>\n<p>mine</p>\n")
    to_journal = life.run("history", "report", "--out", str(journal))
    to_thesis = life.run("history", "report", "--out", "thesis.html")

    assert to_journal.code == to_thesis.code == 2
    assert "is there already, and is no report" in to_thesis.err
    assert journal.read_bytes() == before
    assert thesis.read_text() == "<!doctype html>\n<p>mine</p>\n"
    assert life.run("history", "report", "--out", str(life.places.index)).code == 2


def test_places_that_cannot_be(life: Life):
    """A folder that is not there, and one that is no file, get a sentence each."""
    missing = life.run("history", "report", "--out", "no/such/page.html")
    folder = life.run("history", "report", "--out", str(life.prep.folder))

    assert missing.code == folder.code == 2
    assert "there is no folder no/such" in missing.err
    assert "is a folder" in folder.err
    assert "Traceback" not in missing.err + folder.err


def test_an_empty_file_is_nobodys(life: Life):
    """What holds nothing may be filled."""
    Path("page.html").touch()

    assert life.run("history", "report", "--out", "page.html").code == 0
    assert "Your practice" in Path("page.html").read_text(encoding="utf-8")


def test_an_empty_history_says_how_to_begin(prep: CommandLine):
    """One command to begin with, and what will stand there; no picture of nothing."""
    ran = prep.here("history", "report", "--out", str(prep.folder / "page.html"))
    page = (prep.folder / "page.html").read_text(encoding="utf-8")

    assert ran.code == 0
    assert "there is nothing in it yet but how to begin" in ran.out
    assert "Nothing practised yet. Begin here" in page
    assert "What will stand here" in page
    assert "<code>prep code " in page
    assert "<svg" not in page
    assert not prep.home.exists()


def test_what_was_voided_is_not_there(life: Life):
    """The page obeys corrections: a voided session is gone from every part of it."""
    before = life.run("history", "report", "--out", "-").out
    life.run("history", "void", "2", "--because", "a colleague typed")
    after = life.run("history", "report", "--out", "-").out

    assert "no-scale" in before
    assert "no-scale" not in after
    assert "1 of 1 session passed" in after
