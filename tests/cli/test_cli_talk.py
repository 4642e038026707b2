"""`prep talk`: the talks there are, one of your own, its plan for any slot, and the card for the lectern."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from test_cli_golden import same_as_golden
from test_cli_terminal import Terminal

from prep.places import own_content

OURS = own_content() / "talks"
BROKEN = 'format = 1\ntitel = "Oops"\n'
LONG = """\
format = 1
uuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"
title = "No short version | of *this*"
minutes = 30

[[section]]
title = "All that | matters"
minutes = 20
least = 10
tier = 20
priority = 1

[[section]]
title = "And <more>"
minutes = 5
least = 2.5
tier = 20
priority = 2
slides = 3
"""


def shown(prep: CommandLine, *words: str) -> str:
    """What is printed at 80 columns, none of it cut, without padding and places."""
    ran = prep.here("talk", *words)

    assert ran.err == ""
    lines = [
        line.rstrip() for line in ran.out.replace(str(OURS), "OURS").replace(str(prep.folder), "HERE").splitlines()
    ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def long(prep: CommandLine) -> Path:
    """A talk of the user's own whose musts need 12:30."""
    folder = prep.home / "talks" / "long"
    folder.mkdir(parents=True)
    (folder / "talk.toml").write_text(LONG)
    return folder


def test_the_list(prep: CommandLine):
    """Slug, minutes and title; as JSON exactly these."""
    assert same_as_golden("talk_list", shown(prep, "list"))
    assert {"slug": "research-job-talk", "title": "What disagreement teaches", "minutes": 45} in prep.here(
        "talk", "list", "--json"
    ).data


@pytest.mark.parametrize(
    "words",
    [
        ("show", "applied-scientist-talk"),
        ("plan", "research-job-talk"),
        ("plan", "research-job-talk", "--minutes", "20"),
        ("plan", "research-job-talk", "--minutes", "5"),
        ("plan", "research-job-talk", "--all"),
        ("card", "research-job-talk", "--minutes", "20", "--text"),
    ],
    ids=" ".join,
)
def test_what_is_shown(prep: CommandLine, words: tuple[str, ...]):
    """Word for word, and never wider than a terminal of 80 columns."""
    out = shown(prep, *words)

    assert all(len(line) <= 80 for line in out.splitlines() if not line.startswith("edit: "))
    assert same_as_golden("talk_" + "_".join(word.strip("-") for word in words), out)
    assert not prep.home.exists()


@pytest.mark.parametrize("words", [("--minutes", "12.5"), ("--all",)], ids=" ".join)
def test_a_plan_as_markdown(prep: CommandLine, words: tuple[str, ...]):
    """A table that may be pasted; no line is broken by the width of the terminal."""
    out = shown(prep, "plan", "thesis-overview", *words, "--markdown")

    assert same_as_golden(f"talk_markdown_{words[-1].strip('-')}", out)


def test_a_plan_as_data(prep: CommandLine):
    """What stays and goes, in minutes; what is said and where to jump; the times add up to the slot."""
    ran = prep.here("talk", "plan", "research-job-talk", "--minutes", "12.5", "--json")
    data = ran.data

    assert (ran.code, ran.envelope["command"]) == (0, "talk plan")
    assert {"slug", "minutes", "feasible", "sections"} <= set(data)
    assert (data["slug"], data["minutes"], data["feasible"]) == ("research-job-talk", 12.5, True)
    assert (data["questions"], data["need"], data["spare"]) == (4, 5, 0)
    assert sum(section["minutes"] for section in data["sections"]) == 12.5
    first, second, *_ = data["sections"]
    assert first == {
        "title": "The problem, in one picture",
        "minutes": 2,
        "cut": False,
        "bridge": "There is one idea that changed how I look at those two labels, so let me go straight to it.",
        "start": 0,
        "slides": [1, 3],
        "jump": 11,
        "must": True,
    }
    assert (second["minutes"], second["cut"], second["start"], second["bridge"]) == (0, True, None, "")


def test_the_full_length_is_the_default(prep: CommandLine):
    """With the talk's own minutes of questions; a longer slot has time to spare."""
    full = prep.here("talk", "plan", "applied-scientist-talk", "--json").data
    longer = prep.here("talk", "plan", "applied-scientist-talk", "--minutes", "40", "--json").data

    assert (full["minutes"], full["questions"], full["spare"]) == (30, 15, 0)
    assert (longer["minutes"], longer["questions"], longer["spare"]) == (40, 13, 10)
    assert not any(section["cut"] for section in full["sections"])


@pytest.mark.usefixtures("long")
def test_a_slot_that_is_too_short(prep: CommandLine):
    """Exit code 1: what the musts need, and by how much to shorten each; no card is made."""
    lines = prep.here("talk", "plan", "long", "--minutes", "10")
    ran = prep.here("talk", "plan", "long", "--minutes", "10", "--json")
    card = prep.here("talk", "card", "long", "--minutes", "10")

    assert (lines.code, ran.code, card.code) == (1, 1, 1)
    assert same_as_golden("talk_infeasible", "".join(f"{line.rstrip()}\n" for line in lines.out.splitlines()))
    assert (ran.data["feasible"], ran.data["need"]) == (False, 12.5)
    assert [each["title"] for each in ran.data["shorten"]] == ["All that | matters", "And <more>"]
    assert "infeasible: the musts need 12:30, 2:30 more than there is" in card.err
    assert "`prep talk plan long --minutes 10` says what to shorten" in card.err
    assert list(prep.folder.glob("*.html")) == []


@pytest.mark.usefixtures("long")
def test_markdown_shows_titles_as_they_are(prep: CommandLine):
    """What Markdown would obey is escaped; an infeasible plan is told there, too."""
    full = prep.here("talk", "plan", "long", "--markdown").out
    short = prep.here("talk", "plan", "long", "--minutes", "10", "--markdown")

    assert r"# No short version \| of \*this\*: 30 minutes" in full
    assert r"**And \<more\>**" in full
    assert "5:00 to spare" in full
    assert short.code == 1
    assert "**infeasible: the musts need 12:30, 2:30 more than there is.** Shorten:" in short.out


@pytest.mark.usefixtures("long")
def test_versions_that_a_talk_does_not_have_are_not_shown(prep: CommandLine):
    """`--all` goes from the full length down to the shortest tier."""
    data = prep.here("talk", "plan", "long", "--all", "--json").data

    assert [plan["minutes"] for plan in data["plans"]] == [30, 20]
    assert all(plan["feasible"] for plan in data["plans"])


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("plan", "research-job-talk", "--minutes", "4.9"), 2, "4.9 is not in the range 5<=x<=600"),
        (("plan", "research-job-talk", "--minutes", "nan"), 2, "'nan' is not a number of minutes"),
        (("plan", "research-job-talk", "--minutes", "inf"), 2, "inf is not in the range"),
        (("plan", "research-job-talk", "--minutes", "soon"), 2, "'soon' is not a valid"),
        (("plan", "research-job-talk", "--minutes", "10", "--all"), 2, "--all and --minutes exclude each other"),
        (("plan",), 2, "Missing argument 'SLUG'"),
        (("plan", "job-talk"), 4, "Did you mean `research-job-talk`?"),
        (("show", "xyzzy"), 4, "`prep talk list` shows them all."),
        (("card", "research-job-talk", "--text", "--force"), 2, "--text writes no file"),
        (("new", "Bad_Name"), 2, "cannot be the name of a talk"),
        (("new", "resume"), 2, "not the name of a command"),
        (("new", "thesis-overview"), 2, "there is a talk called 'thesis-overview' already"),
        (("new", "mine", "--minutes", "4"), 2, "4 is not in the range 5<=x<=180"),
        (("new", "mine", "--results", "5"), 2, "5 is not in the range 1<=x<=4"),
        (("new", "mine", "--title", "two\nlines"), 2, "the title must be one line of plain text"),
        (("new", "mine", "--title", " "), 2, "the title must be one line of plain text"),
        (("new", "mine", "--theme", "\x1b[2J"), 2, "the theme must be one line of plain text"),
        (("new", "mine", "--like", "xyzzy"), 4, "there is no talk called 'xyzzy'"),
        (("new", "mine", "--like", "thesis-overview", "--minutes", "30"), 2, "--minutes does not go with --like"),
    ],
    ids=lambda value: " ".join(map(repr, value)) if isinstance(value, tuple) else "",
)
def test_wrong_words(prep: CommandLine, words: tuple[str, ...], code: int, says: str):
    """Told in one sentence with what to do next; nothing is written."""
    ran = prep.here("talk", *words)

    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) >= 2
    assert not prep.home.exists()


def test_a_new_talk_without_a_terminal(prep: CommandLine):
    """Flags and defaults are taken; it says where it is and what is next, and the talk can be planned at once."""
    ran = prep.here("talk", "new", "my-talk", "--minutes", "30", "--theme", 'Keep "who" said it.')
    plan = prep.here("talk", "plan", "my-talk", "--minutes", "10")

    assert (ran.code, ran.err, plan.code) == (0, "", 0)
    assert same_as_golden("talk_new", ran.out.replace(str(prep.folder), "HERE"))
    assert '"Keep "who" said it."' in prep.here("talk", "show", "my-talk").out
    assert prep.here("talk", "list", "--json").data[0] == {"slug": "my-talk", "title": "My talk", "minutes": 30}


def test_a_new_talk_as_data(prep: CommandLine):
    """Where it is, and how many lines wait to be written."""
    data = prep.here("talk", "new", "my-talk", "--json").data
    texts = [file.read_text() for file in (prep.home / "talks" / "my-talk").iterdir()]

    assert data["folder"] == str(prep.home / "talks" / "my-talk")
    assert data["sections"] == 12
    assert data["unfilled"] == sum(text.count("✎") for text in texts)


def test_a_result_without_room_is_told(prep: CommandLine):
    """Asked for three results in twenty minutes: there is room for one."""
    ran = prep.here("talk", "new", "my-talk", "--minutes", "20", "--results", "3")

    assert ran.code == 0
    assert ran.err == "note: in 20 minutes there is room for 1 result\n"


def test_a_copy_of_another_talk(prep: CommandLine):
    """All of it under your own name, questions too, with a history of its own."""
    ran = prep.here("talk", "new", "my-talk", "--like", "thesis-overview")
    theirs, mine = (prep.here("talk", "show", slug, "--json").data for slug in ("thesis-overview", "my-talk"))

    assert ran.code == 0
    assert "put your own work in" in ran.out
    assert {key for key in mine if mine[key] != theirs[key]} == {"slug", "uuid", "folder"}


def test_new_never_writes_over_anything(prep: CommandLine):
    """A folder that is there stays as it is, whatever is in it."""
    folder = prep.home / "talks" / "mine"
    folder.mkdir(parents=True)
    ran = prep.here("talk", "new", "mine")

    assert ran.code == 2
    assert f"{folder} is there already" in ran.err
    assert list(folder.iterdir()) == []


def test_five_questions_on_a_terminal(prep: CommandLine):
    """Each with its default; a flag answers one beforehand, and what is out of range is asked again."""
    asked = Terminal(prep, "talk", "new", "my-talk", "--results", "1")
    for question, answer in (
        ("Its title [My talk]: ", "What I found"),
        ("Minutes of speaking, in full [45]: ", "3"),
        ("Minutes of speaking, in full [45]: ", "20"),
        ("All of your work in one sentence (Enter: later): ", ""),
        ("Minutes of questions after it [7]: ", ""),
    ):
        asked.until(question)
        asked.type(answer)

    assert asked.end() == 0
    assert "3 is not in the range" in asked.sent
    assert "How many results" not in asked.sent
    data = prep.here("talk", "show", "my-talk", "--json").data
    assert (data["title"], data["minutes"], data["questions_minutes"]) == ("What I found", 20, 7)


def test_a_card_is_a_file(prep: CommandLine):
    """./SLUG-N.html by default, one self-contained page; nothing is written over without --force."""
    here = prep("talk", "card", "research-job-talk", "--minutes", "12.5")
    again = prep("talk", "card", "research-job-talk", "--minutes", "12.5")
    file = prep.folder / "research-job-talk-12.5.html"
    page = file.read_text(encoding="utf-8")
    file.write_text("mine")
    forced = prep("talk", "card", "research-job-talk", "--minutes", "12.5", "--force", "--json")

    assert (here.code, here.err) == (0, "")
    assert here.out == "written: research-job-talk-12.5.html; open it in a browser and print it\n"
    assert again.code == 2
    assert "is there already" in again.err
    assert "--force" in again.err
    assert forced.data["file"] == "research-job-talk-12.5.html"
    assert file.read_text(encoding="utf-8") == page
    assert page.startswith("<!doctype html>")
    assert not re.search(r"(src|href)=|https?:|@import|<script", page)


def test_a_card_elsewhere(prep: CommandLine):
    """--out names the file; a folder that is not there is told."""
    there = prep.here("talk", "card", "thesis-overview", "--out", prep.folder / "card.html")
    nowhere = prep.here("talk", "card", "thesis-overview", "--out", prep.folder / "no" / "card.html")

    assert there.code == 0
    assert (prep.folder / "card.html").is_file()
    assert nowhere.code == 1
    assert "could not be written: No such file or directory" in nowhere.err


@pytest.fixture
def pack(prep: CommandLine) -> Path:
    """A pack in PREP_CONTENT with a sound talk and a broken one."""
    talks = prep.folder / "pack" / "talks"
    shutil.copytree(OURS / "thesis-overview", talks / "their-talk")
    toml = talks / "their-talk" / "talk.toml"
    toml.write_text(re.sub(r'uuid = "[^"]*"', 'uuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"', toml.read_text()))
    (talks / "broken").mkdir()
    (talks / "broken" / "talk.toml").write_text(BROKEN)
    prep.environment["PREP_CONTENT"] = str(prep.folder / "pack")
    return talks


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
def test_the_good_ones_are_served(prep: CommandLine, form: list[str]):
    """Of the broken one there is one warning, on stderr."""
    ran = prep.here("talk", "list", *form)

    assert ran.code == 0
    assert "their-talk" in ran.out
    assert "research-job-talk" in ran.out
    assert "broken" not in ran.out
    (warning,) = ran.err.splitlines()
    assert re.fullmatch(
        r"warning: .*broken/talk.toml.* \(and \d more faults\); `prep doctor` lists what is wrong\.", warning
    )


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize("words", [["show"], ["plan"], ["card"], ["new", "mine", "--like"]], ids=" ".join)
def test_the_broken_one_tells_all_its_faults(prep: CommandLine, words: list[str]):
    """Exit code 3; each fault is file, line where known, key, and the nearest known key. Others are served."""
    ran = prep.here("talk", *words, "broken")

    assert (ran.code, ran.out) == (3, "")
    assert "broken/talk.toml:2: titel: unknown key; did you mean 'title'?" in ran.err
    assert "broken/talk.toml: section: is missing; write it as [[section]]" in ran.err
    assert "`prep talk list` shows the others" in ran.err
    assert prep.here("talk", "plan", "their-talk").err == ""


@pytest.mark.usefixtures("pack")
def test_the_doctor_lists_broken_talks(prep: CommandLine):
    """Trouble, with every fault; the sound ones are counted."""
    ran = prep.here("doctor", "--json")

    assert ran.code == 1
    assert ran.data["talks"] == len(list(OURS.glob("*/talk.toml"))) + 1
    assert any("broken/talk.toml:2: titel: unknown key" in each for each in ran.data["trouble"])


def test_a_talk_typed_without_talk(prep: CommandLine):
    """`prep research-job-talk` is answered with what was meant."""
    ran = prep.here("research-job-talk")

    assert ran.code == 2
    assert "Did you mean `prep talk research-job-talk`?" in ran.err


def test_every_answer_is_one_envelope(prep: CommandLine):
    """`--json` of each command is one object that says which command answered."""
    for words in (("list",), ("show", "thesis-overview"), ("plan", "thesis-overview"), ("new", "mine")):
        ran = prep.here("talk", *words, "--json")

        assert json.loads(ran.out)["command"] == f"talk {words[0]}"
        assert ran.err == ""
