"""`prep talk import`, as somebody types it."""

from __future__ import annotations

import json
import shutil

from command_line import CommandLine
from deck_makers import ROBUST, written
from test_deck_markdown import MARP, QUARTO

from prep.catalogue.talks import find_talk


def test_a_deck_becomes_a_talk(prep: CommandLine):
    """The sections are shown with their slides, minutes and reasons; the talk is there, sound, and can be planned."""
    ran = prep("talk", "import", ROBUST)

    assert ran.code == 0, ran.err
    assert "11 slides, 4 sections: the PDF's outline names the sections" in ran.out
    assert "must: the first section" in ran.out
    assert "for questions, without minutes: Appendix (slides 10-11)" in ran.out
    talk = find_talk([prep.home / "talks"], "robust-labels")
    assert talk.title == "Robust representations from noisy labels"
    assert [section.slides for section in talk.sections] == [(1, 4), (5, 6), (7, 8), (9, 9)]
    assert prep("talk", "plan", "robust-labels", "--minutes", "20").code == 0


def test_nothing_is_overwritten(prep: CommandLine):
    """The second import of a deck is refused with a name that is free, and the first talk stays as it is."""
    prep.here("talk", "import", ROBUST)
    file = prep.home / "talks" / "robust-labels" / "talk.toml"
    file.write_text(file.read_text() + "# my own words\n")
    before = file.read_bytes()

    again = prep.here("talk", "import", ROBUST)
    forced = prep.here("talk", "import", ROBUST, "--slug", "robust-labels")
    other = prep.here("talk", "import", ROBUST, "--slug", "robust-labels-2")

    assert (again.code, forced.code, other.code) == (2, 2, 0)
    assert again.out == ""
    assert "there is a talk called 'robust-labels' already" in again.err
    assert "`--slug robust-labels-2` is free" in again.err
    assert file.read_bytes() == before


def test_an_empty_folder_of_that_name_is_left_alone(prep: CommandLine):
    """Whatever is there, it is not written into."""
    folder = prep.home / "talks" / "robust-labels"
    folder.mkdir(parents=True)

    assert prep.here("talk", "import", ROBUST).code == 2
    assert list(folder.iterdir()) == []


def test_a_talk_that_came_with_prep_is_not_hidden(prep: CommandLine):
    """The name of a talk of the content is taken too."""
    ran = prep.here("talk", "import", ROBUST, "--slug", "research-job-talk")

    assert ran.code == 2
    assert "research-job-talk-2" in ran.err


def test_a_dry_run_writes_nothing(prep: CommandLine):
    """The guess is shown, and where it would go."""
    ran = prep.here("talk", "import", ROBUST, "--dry-run", "--minutes", "30")

    assert ran.code == 0
    assert "30:00" in ran.out
    assert "nothing was written" in ran.out
    assert not (prep.home / "talks").exists()


def test_json_holds_the_guess(prep: CommandLine):
    """One envelope with the sections, their slides and minutes, and what each guess rests on."""
    file = written(prep.folder, "fog.md", MARP)

    ran = prep.here("talk", "import", file, "--json", "--minutes", "20", "--slug", "my-fog")

    assert ran.envelope["command"] == "talk import"
    assert {key: ran.data[key] for key in ("slug", "title", "minutes", "slides", "written")} == {
        "slug": "my-fog",
        "title": "Robust labels",
        "minutes": 20,
        "slides": 6,
        "written": True,
    }
    assert [(each["title"], each["slides"], each["minutes"]) for each in ran.data["sections"]] == [
        ("The problem", [1, 3], 10),
        ("The idea", [4, 5], 6.5),
        ("To take home", [6, 6], 3.5),
    ]
    assert ran.data["sections"][0]["tier"] == 5
    assert ran.data["sections"][0]["notes"].startswith("1: Smile.")
    assert sum(each["minutes"] for each in ran.data["sections"]) == 20


def test_notes_are_written_down(prep: CommandLine):
    """Speaker notes are in the talk, whatever they hold."""
    notes = 'Say """so""" \\ and\n\ta tab, "quoted"'
    prep.here("talk", "import", written(prep.folder, "q.qmd", QUARTO.replace("The photograph first.", notes)))

    (section, _) = find_talk([prep.home / "talks"], "robust-labels-a-talk").sections

    assert section.notes == '3: Say """so""" \\ and\na tab, "quoted"'


def test_what_could_not_be_sure_is_said_beside_the_answer(prep: CommandLine):
    """Warnings are on stderr, and in the data."""
    file = written(prep.folder, "fog.qmd", QUARTO)

    lines = prep.here("talk", "import", file, "--dry-run")
    data = prep.here("talk", "import", file, "--dry-run", "--json").data

    assert lines.err == "warning: one hidden slide is not counted\n"
    assert data["warnings"] == ["one hidden slide is not counted"]
    assert data["hidden"] == 1


def test_what_is_no_deck_is_told_and_nothing_is_written(prep: CommandLine):
    """A missing file, a folder and a broken deck each have their exit code and a hint; no traceback."""
    written(prep.folder, "broken.pdf", "%PDF-1.7 nonsense")
    errors = {name: prep.here("talk", "import", prep.folder / name) for name in ("gone.pdf", ".", "broken.pdf")}

    assert {name: ran.code for name, ran in errors.items()} == {"gone.pdf": 4, ".": 2, "broken.pdf": 3}
    assert all("\n  " in ran.err and "Traceback" not in ran.err for ran in errors.values())
    assert not (prep.home / "talks").exists()


def test_errors_are_json_too(prep: CommandLine):
    """A program that asked for JSON is told in JSON."""
    ran = prep.here("talk", "import", "gone.pdf", "--json")

    assert json.loads(ran.out)["error"]["exit_code"] == 4


def test_without_the_library_it_is_said_what_to_install(prep: CommandLine):
    """Each reader asks for its own library, and the others work without."""
    missing = prep.folder / "missing"
    missing.mkdir()
    for name in ("pypdf", "yaml"):
        written(missing, f"{name}.py", "raise ImportError\n")
    plain = written(prep.folder, "plain.md", "# A\n\n## B\n\nb\n\n# C\n\n## D\n")
    path = f"{missing}:{prep.environment['PYTHONPATH']}"

    pdf = prep.here("talk", "import", ROBUST, PYTHONPATH=path)
    front = prep.here("talk", "import", written(prep.folder, "marp.md", MARP), PYTHONPATH=path)
    without = prep.here("talk", "import", plain, "--dry-run", PYTHONPATH=path)

    assert (pdf.code, front.code, without.code) == (1, 1, 0)
    assert "reading a PDF needs pypdf" in pdf.err
    assert "pip install 'prep[all]'" in pdf.err
    assert "pip install 'prep[all]'" in front.err


def test_where_somebody_stands_does_not_matter(prep: CommandLine):
    """A relative path is one from here, and modules that lie here are not taken for libraries."""
    shutil.copy(ROBUST, prep.folder / "talk one.pdf")
    written(prep.folder, "pypdf.py", "raise SystemExit('taken')\n")

    ran = prep("talk", "import", "talk one.pdf", "--json", "--dry-run")

    assert ran.data["slides"] == 11
    assert ran.data["slug"] == "talk-one"


def test_a_folder_that_cannot_be_written_is_told(prep: CommandLine):
    """Where a file is in the place of the folder of talks, nothing is written, and it is said."""
    prep.home.mkdir()
    written(prep.home, "talks", "")

    ran = prep.here("talk", "import", ROBUST)

    assert ran.code == 1
    assert "could not be written" in ran.err
