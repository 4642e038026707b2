"""Problem packs: the good ones are served, whatever is wrong with the others, and authors are told precisely."""

from __future__ import annotations

import shutil
from pathlib import Path
from unittest import mock

import pytest
from command_line import PROBLEMS, SOFTMAX, CommandLine

from prep.flows.audit import Finding

BROKEN = 'format = 1\ntitel = "Oops"\n'


@pytest.fixture
def pack(prep: CommandLine) -> Path:
    """A pack with one sound problem and one broken one, in PREP_CONTENT."""
    pack = prep.folder / "pack"
    shutil.copytree(SOFTMAX, pack / "problems" / "my-softmax")
    toml = pack / "problems" / "my-softmax" / "problem.toml"
    lines = toml.read_text().splitlines()
    uuid = 'uuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c073991"'
    toml.write_text("\n".join(uuid if line.startswith("uuid") else line for line in lines))
    (pack / "problems" / "broken").mkdir()
    (pack / "problems" / "broken" / "problem.toml").write_text(BROKEN)
    prep.environment["PREP_CONTENT"] = str(pack)
    return pack


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
def test_the_good_ones_are_served(prep: CommandLine, form: list[str]):
    """The list has ours and the pack's sound problem; of the broken one there is one warning, on stderr."""
    ran = prep("code", "list", *form)

    assert ran.code == 0
    assert "my-softmax" in ran.out
    assert "stable-softmax" in ran.out
    assert "broken" not in ran.out
    (warning,) = ran.err.splitlines()
    assert warning.startswith("warning: ")
    assert "broken/problem.toml" in warning
    assert "more faults); `prep code audit` lists what is wrong" in warning


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize("words", [["show", "my-softmax"], ["start", "my-softmax"], ["start", "adam"]], ids=" ".join)
def test_what_does_not_concern_the_broken_one_says_nothing_of_it(prep: CommandLine, words: list[str]):
    """Practice is not interrupted by somebody else's mistake."""
    ran = prep.here("code", *words)

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize("words", [["start"], ["show"], ["audit"]], ids=" ".join)
def test_the_broken_one_tells_all_its_faults(prep: CommandLine, words: list[str]):
    """Exit code 3; each fault is file, line where known, key, and the nearest known key."""
    ran = prep.here("code", *words, "broken")

    assert (ran.code, ran.out) == (3, "")
    assert "broken/problem.toml:2: titel: unknown key; did you mean 'title'?" in ran.err
    assert "broken/problem.toml: uuid: is missing" in ran.err
    assert "broken/checks.py: is missing" in ran.err
    assert "`prep code list` shows the others" in ran.err


@pytest.mark.usefixtures("pack")
def test_audit_of_a_sound_problem(prep: CommandLine):
    """Proved: exit code 0, on stdout the sum, on stderr each problem; a proof holds until something changes."""
    # What the audit itself does takes half a minute, and is tested with the stories and the content.
    with mock.patch("prep.flows.audit.audit", return_value=[]):
        lines = prep.here("code", "audit", "my-softmax", "adam")
        data = prep.here("code", "audit", "my-softmax", "--json").data
    with mock.patch("prep.flows.audit.audit", return_value=[Finding("adam", "checks.py", "is wrong")]):
        unchanged = prep.here("code", "audit", "adam")
        again = prep.here("code", "audit", "adam", "--again")

    assert (lines.code, lines.out) == (0, "2 problems proved\n")
    assert lines.err == "my-softmax: proved\nadam: proved\n"
    assert data == {"problems": ["my-softmax"], "findings": []}
    assert (unchanged.code, unchanged.err) == (0, "adam: proved (before; nothing has changed)\n")
    assert (again.code, again.err, again.out) == (3, "adam: 1 finding\n", "adam/checks.py: is wrong\n")


def test_audit_lists_faults_of_every_folder(prep: CommandLine):
    """Without a name everything is audited, and what is broken is listed; exit code 3."""
    only = prep.folder / "only"
    (only / "problems" / "broken").mkdir(parents=True)
    (only / "problems" / "broken" / "problem.toml").write_text(BROKEN)
    prep.here("code", "new", "half-done", "--into", only)
    # Ours would be audited too, for minutes: that is what the tests of the content do.
    with mock.patch("prep.places.own_content", return_value=only):
        ran = prep.here("code", "audit")
        data = prep.here("code", "audit", "--json").data

    assert ran.code == 3
    assert "broken/problem.toml:2: titel: unknown key; did you mean 'title'?\n" in ran.out
    assert "half-done/problem.toml:4: still to be written" in ran.out
    assert ran.err == "half-done: 20 findings\n"
    assert data["problems"] == ["half-done"]
    assert len(data["findings"]) == len(ran.out.splitlines())


def test_a_new_problem_is_reported_as_unfinished(prep: CommandLine):
    """`new` says where it is and what to do; the audit names each line with a ✎, whole, and grades nothing."""
    prep.environment["PREP_CONTENT"] = str(prep.folder / "my-pack")
    (prep.folder / "my-pack").mkdir()
    written = prep.here("code", "new", "my-problem")
    audited = prep.here("code", "audit", "my-problem")
    folder = prep.folder / "my-pack" / "problems" / "my-problem"
    marked = [
        f"{file.relative_to(folder)}:{number}"
        for file in sorted(folder.rglob("*.*"))
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if "✎" in line
    ]

    assert written.code == 0
    assert f"written: {folder}\n" in written.out
    assert "PREP_CONTENT" not in written.out
    assert "prep code audit my-problem" in written.out
    assert audited.code == 3
    for where in marked:
        assert f"my-problem/{where}: still to be written: ✎" in audited.out
    assert len(audited.out.splitlines()) == len(marked) + 2
    assert "knows 1 mistake by name; 4 are the least" in audited.out


def test_new_elsewhere_says_how_it_is_found(prep: CommandLine):
    """`--into` a folder that prep does not look at yet: the line to type is shown."""
    ran = prep.here("code", "new", "my-problem", "--into", prep.folder / "there", "--json")
    lines = prep.here("code", "new", "other-problem", "--into", prep.folder / "there").out

    assert ran.data["folder"] == str(prep.folder / "there" / "problems" / "my-problem")
    assert "problem.toml" in ran.data["files"]
    assert f"export PREP_CONTENT={prep.folder / 'there'}\n" in lines


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Bad_Name", "--into", "pack"], "cannot be the name of a problem"),
        (["submit", "--into", "pack"], "not the name of a command"),
        (["my-problem"], "Name one with --into FOLDER, or set PREP_CONTENT"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_new_is_careful(prep: CommandLine, words: list[str], says: str):
    """Names that could not be used, and places that nobody named, are refused; nothing is written."""
    ran = prep("code", "new", *words)

    assert ran.code == 2
    assert says in ran.err
    assert not (prep.folder / "pack").exists()


def test_new_never_writes_over_anything(prep: CommandLine):
    """A folder that is there stays as it is."""
    (prep.folder / "pack" / "problems" / "mine").mkdir(parents=True)
    ran = prep.here("code", "new", "mine", "--into", prep.folder / "pack")

    assert ran.code == 2
    assert "is there already" in ran.err
    assert list((prep.folder / "pack" / "problems" / "mine").iterdir()) == []


def test_content_that_is_not_there(prep: CommandLine):
    """A mistyped PREP_CONTENT is a warning, and ours are served."""
    ran = prep.here("code", "list", PREP_CONTENT=str(prep.folder / "nowhere"))

    assert ran.code == 0
    assert "stable-softmax" in ran.out
    assert "nowhere: there is no such folder of content" in ran.err


def slugs(ran) -> list[str]:
    return [problem["slug"] for problem in ran.data]


def test_the_list_is_filtered(prep: CommandLine):
    """By topic, kind, level and minutes, together; the easiest first."""
    everything = slugs(prep.here("code", "list", "--json"))

    def listed(*words: str) -> list[str]:
        return slugs(prep.here("code", "list", "--json", *words))

    assert everything[0] == "stable-softmax"
    assert set(everything) >= {folder.name for folder in PROBLEMS.iterdir() if folder.name == "adam"}
    assert {"debug-train-loop", "leaky-cv"} <= set(listed("--kind", "debug")) < set(everything)
    assert "adam" not in listed("--kind", "debug")
    assert "stable-softmax" in listed("--topic", "numerics", "--level", "warm-up")
    assert "stable-softmax" in listed("--minutes", "10")
    assert "adam" not in listed("--minutes", "10")
    assert listed("--done") == []
    assert listed("--todo") == everything


def test_a_list_without_a_match(prep: CommandLine):
    """Says so kindly, with the topics there are where a topic was unknown; JSON is an empty list. Exit code 0."""
    lines = prep.here("code", "list", "--topic", "nmerics")
    data = prep.here("code", "list", "--minutes", "1", "--json")

    assert lines.code == data.code == 0
    assert lines.out.startswith("No problem is like that; leave out a filter.")
    assert "numerics" in lines.out
    assert data.data == []


def test_the_list_fits_the_terminal(prep: CommandLine):
    """80 columns show slug, minutes, level, kind and title; a wide terminal the topic too, one line a problem."""
    narrow = prep.here("code", "list").out.splitlines()
    wide = prep.here("code", "list", COLUMNS="140").out.splitlines()

    assert max(map(len, narrow)) <= 80
    assert "topic" not in narrow[0]
    assert "topic" in wide[0]
    assert len(wide) == len(slugs(prep.here("code", "list", "--json"))) + 2


def test_show_is_the_statement_and_the_facts(prep: CommandLine):
    """The title once, limits, checks, mistakes; the statement of the first stage; no session, no home."""
    ran = prep.here("code", "show", "stable-softmax")
    data = prep.here("code", "show", "experiment-store", "--json").data

    assert ran.code == 0
    assert ran.out.count("Softmax that survives any logits") == 1
    assert "18 checks, knows" in ran.out
    assert "Conventions:" in ran.out
    assert len(data["stages"]) == 4
    assert {"slug", "uuid", "title", "kind", "topic", "level", "minutes", "entries", "statement"} <= set(data)
    assert not prep.home.exists()
