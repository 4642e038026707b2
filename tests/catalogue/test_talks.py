"""Talks as files: what is read, what is wrong with them in words, and where they are looked for."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from talk_folders import QUESTIONS, TOML, UUID, toml, write_talk

from prep.catalogue.slides import laid_out, read_slides
from prep.catalogue.talk_folder import read_talk_folder
from prep.catalogue.talk_schema import SectionTable, TalkTable
from prep.catalogue.talks import TalkShelf, find_talk, find_talks, read_talk, talk_slugs
from prep.errors import BadContent, NoSuchThing
from prep.model.problem import QuestionAndAnswer
from prep.model.talk import Section

MINUTE = timedelta(minutes=1)
ONCE_FOR_ALL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
KEYS = [
    (number, found[1])
    for number, line in enumerate(TOML.split("\n"))
    if (found := re.match(r"(?:\[*)(\w+)(?:\]*$| = )", line))
]
ONE_SECTION = """\
format = 1
uuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"
title = "One"
minutes = 5

[[section]]
title = "All of it"
minutes = 5
least = 5
tier = 5
priority = 1
"""


@pytest.fixture
def faults(tmp_path: Path):
    """Write the talk with these files; its faults as text, each from the file's name on."""
    numbers = count()

    def faults(talk: str | bytes | None = TOML, questions: str | None = None, slug: str = "my-talk") -> list[str]:
        folder = write_talk(tmp_path / f"pack{next(numbers)}", slug, talk=talk, questions=questions)
        return [str(fault).removeprefix(f"{folder}").lstrip("/") for fault in read_talk_folder(folder).faults]

    return faults


def write(root: Path, slug: str, *changes: tuple[str, str], uuid: str | None = None) -> Path:
    return write_talk(root, slug, talk=toml((UUID, uuid or str(uuid4())), *changes))


def found(shelf: TalkShelf) -> list[str]:
    return [talk.slug for talk in shelf.talks]


def test_a_talk_is_read_whole(tmp_path: Path):
    """Sections in their order with budgets as lengths, notes without blank ends, and the questions."""
    talk = read_talk(write_talk(tmp_path, questions=QUESTIONS))

    assert (talk.slug, talk.title, talk.minutes, talk.questions_minutes) == ("my-talk", "Labels that disagree", 30, 12)
    assert talk.sections[0] == Section(
        "The problem", 3 * MINUTE, 1.5 * MINUTE, 5, 1, (1, 3), "One picture.", "Straight to the idea."
    )
    assert [section.slides for section in talk.sections] == [(1, 3), (4, 5), (7, 12), None]
    assert talk.questions == (QuestionAndAnswer("And without ids?", "Concedes it first."),)
    assert talk.folder == tmp_path / "my-talk"


def test_what_may_be_left_out(tmp_path: Path):
    """Questions, slides, notes and bridges are optional; a third of the talk is for questions by default."""
    talk = read_talk(write_talk(tmp_path, talk=ONE_SECTION))

    assert (talk.questions_minutes, talk.questions) == (2, ())
    assert talk.sections == (Section("All of it", 5 * MINUTE, 5 * MINUTE, 5, 1),)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes = 30", "minutes = 30.0", "talk.toml:4: minutes: must be a whole number, not 30.0"),
        ("minutes = 30", "minutes = 4", "talk.toml:4: minutes: must be at least 5, not 4"),
        ("minutes = 30", "minutes = 181", "talk.toml:4: minutes: must be at most 180, not 181"),
        ("minutes = 30\n", "", "talk.toml: minutes: is missing"),
        ("questions = 12", "questions = -1", "talk.toml:5: questions: must be at least 0, not -1"),
        ("questions = 12", "questions = 'few'", "talk.toml:5: questions: must be a whole number, not 'few'"),
        ("format = 1", "format = 0", "talk.toml:1: format: must be 1"),
        ("0190a6ee-", "", "talk.toml:2: uuid: must be a UUID"),
        ('"Labels that disagree"', '" "', "talk.toml:3: title: must not be empty"),
        ('"The problem"', r'"a\nb"', "talk.toml:8: section[1].title: must be one line of plain text"),
        ('"The map"', '"the PROBLEM "', "talk.toml:20: section[2].title: 'the PROBLEM ' is the title of two sections"),
        ("minutes = 3\n", "minutes = true\n", "talk.toml:9: section[1].minutes: must be a number, not true"),
        ("minutes = 3\n", "minutes = 'x'\n", "talk.toml:9: section[1].minutes: must be a number, not 'x'"),
        ("minutes = 4.25", "minutes = 0", "talk.toml:21: section[2].minutes: must be more than 0, not 0"),
        ("minutes = 4.25", "minutes = nan", "talk.toml:21: section[2].minutes: must be a finite number, not nan"),
        ("least = 1.5", "least = 0", "talk.toml:10: section[1].least: must be more than 0, not 0"),
        (
            "least = 4\n",
            "least = 7.25\n",
            "talk.toml:38: section[4].least: is 7:15, and the whole section takes 6:00",
        ),
        ("tier = 20", "tier = 15", "talk.toml:23: section[2].tier: must be one of 5, 10, 20, 30, 45, not 15"),
        ("tier = 20", "tier = 20.0", "talk.toml:23: section[2].tier: must be a whole number, not 20.0"),
        ("tier = 20\n", "", "talk.toml:19: section[2].tier: is missing"),
        ("priority = 1", "priority = 0", "talk.toml:12: section[1].priority: must be at least 1, not 0"),
        ('"1-3"', '"5-2"', "talk.toml:13: section[1].slides: goes back from 5 to 2"),
        ('"1-3"', '"0-3"', "talk.toml:13: section[1].slides: must be slides from 1 to 9999"),
        (
            '"1-3"',
            '"3"',
            'talk.toml:13: section[1].slides: must be a range of slides, such as "1-4", or how many there',
        ),
        ('"1-3"', "0", "talk.toml:13: section[1].slides: must be from 1 to 9999 slides"),
        ('"1-3"', "1.5", 'talk.toml:13: section[1].slides: must be a range of slides, such as "1-4"'),
        ('"1-3"', "true", 'talk.toml:13: section[1].slides: must be a range of slides, such as "1-4"'),
        (
            '"7-12"',
            '"5-12"',
            "talk.toml:33: section[3].slides: begins with slide 5, and the sections before it end with 5",
        ),
        ("slides = 2", "slides = 4", "talk.toml:33: section[3].slides: begins with slide 7, and the sections before"),
        ('"Straight to the idea."', r'"a\nb"', "talk.toml:17: section[1].bridge: must be one line of plain text"),
        ("notes =", "note =", "talk.toml:14: section[1].note: unknown key; did you mean 'notes'?"),
        (
            "slides = 2",
            "format = 2",
            "talk.toml:25: section[2].format: unknown key; here it belongs to the table above",
        ),
        (
            "minutes = 9",
            "minutes = 18",
            "talk.toml:4: minutes: the sections take 31:15, and the talk is 30:00: 1:15",
        ),
        (
            "least = 2.5",
            "least = 8.25",
            "talk.toml:7: section: the sections of the 5-minute version need 9:45 at least: 4:45 too much",
        ),
        ("[[section]]", "[[section", "talk.toml:7: is not valid TOML: "),
    ],
)
def test_each_fault_is_told_in_words(faults, old: str, new: str, told: str):
    """One thing wrong in talk.toml is one fault: file, line, key, and what it must be instead."""
    shown = faults(toml((old, new)))

    assert len(shown) == 1
    assert shown[0].startswith(told)


def test_no_section_at_all(faults):
    """The list that must not be empty says how its tables are written."""
    text = TOML.split("\n[[section]]")[0]

    assert faults(text) == ["talk.toml: section: is missing; write it as [[section]]"]
    assert faults(f"section = []\n{text}") == ["talk.toml:1: section: needs at least 1 [[section]] tables, and has 0"]


def test_a_slide_alone_is_asked_to_be_clear(faults):
    """Text that is one number could be a slide or a count: both spellings are shown."""
    (fault,) = faults(toml(('"1-3"', '"3"')))

    assert fault.endswith(': write "3-3" for slide 3 alone')


def test_every_version_that_is_too_full_is_told(faults):
    """A version holds the least of all its sections; only those that are no longer than the talk are looked at."""
    text = toml(("least = 1.5", "least = 3"), ("least = 2.5", "least = 9"), ("least = 2\n", "least = 4.25\n"))
    crowded = text.replace("tier = 20", "tier = 10")

    assert [fault.split("section: ")[1] for fault in faults(crowded)] == [
        "the sections of the 5-minute version need 12:00 at least: 7:00 too much",
        "the sections of the 10-minute version need 16:15 at least: 6:15 too much",
    ]
    assert faults(ONE_SECTION.replace("tier = 5", "tier = 45")) == []


def test_versions_are_left_alone_where_a_tier_is_not_known(faults):
    """What is wrong already is told once: nothing is added up with it."""
    text = toml(("tier = 20", "tier = 21"), ("least = 2.5", "least = 8.25"))

    assert [fault.split(": ")[1] for fault in faults(text)] == ["section[2].tier"]


def test_everything_wrong_is_told_at_once(faults):
    """All faults of both files in one go, those of a file in the order of its lines."""
    text = toml(("title", "titel"), ("minutes = 3\n", "minutes = 30\n"), ('"7-12"', '"2-1"'), ("priority = 1", ""))

    shown = faults(text, questions='format = 1\n[[question]]\nquestion = ""\n')

    assert [": ".join(fault.split(": ")[:2]) for fault in shown] == [
        "talk.toml:3: titel",
        "talk.toml:4: minutes",
        "talk.toml:7: section[1].priority",
        "talk.toml:33: section[3].slides",
        "questions.toml:2: question[1].answer",
        "questions.toml:3: question[1].question",
    ]


def test_questions_are_checked_too(faults):
    """A mistyped key is named with the one that was meant; an empty list is no fault."""
    assert faults(questions="format = 1\n") == []
    assert faults(questions=QUESTIONS.replace("answer", "anser")) == [
        "questions.toml:5: question[1].anser: unknown key; did you mean 'answer'?"
    ]
    assert faults(questions="format = 2\n[x]\n") == [
        "questions.toml:1: format: written for a newer prep (format 2; this prep reads 1): update prep"
    ]
    assert faults(questions="[") == ["questions.toml:1: is not valid TOML: invalid initial character for a key part"]


def test_a_newer_format_is_the_only_fault(faults):
    """What a later prep wrote is not judged by this one."""
    assert faults(toml(("format = 1", "format = 2"), ("title", "heading")), questions="[") == [
        "talk.toml:1: format: written for a newer prep (format 2; this prep reads 1): update prep"
    ]


def test_a_talk_without_its_file(faults, tmp_path: Path):
    """A folder with questions alone says what is missing; one that is not there says that."""
    assert faults(None, questions=QUESTIONS) == ["talk.toml: is missing"]
    with pytest.raises(BadContent, match="there is no such folder"):
        read_talk(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("My_Talk", "a talk's folder is named by lower-case words joined by hyphens"),
        ("plan", "no talk may be called 'plan': it is a subcommand of `prep talk`"),
        ("import", "no talk may be called 'import': it is a subcommand of `prep talk`"),
    ],
)
def test_some_names_are_not_for_talks(faults, slug: str, told: str):
    """`prep talk my-talk` rehearses that talk, so its name must not be a command's."""
    (fault,) = faults(slug=slug)

    assert fault == f": {told}"


def test_a_bad_talk_raises_with_all_its_faults(tmp_path: Path):
    """One to a line, so that an editor can jump to each."""
    folder = write_talk(tmp_path, talk=toml(("title", "titel"), ("tier = 20", "tier = 1")))

    with pytest.raises(BadContent) as caught:
        read_talk(folder)

    assert caught.value.message.splitlines() == [
        f"{folder}/talk.toml:3: titel: unknown key; did you mean 'title'?",
        f"{folder}/talk.toml:23: section[2].tier: must be one of 5, 10, 20, 30, 45, not 1",
    ]


def test_the_first_folder_comes_first(tmp_path: Path):
    """The user's own talks, then those of the content, each by name; a folder that is not there holds none."""
    for root, slug in (("home", "z-own"), ("pack", "b-theirs"), ("pack", "a-theirs")):
        write(tmp_path / root, slug)
    roots = [tmp_path / "home", tmp_path / "nowhere", tmp_path / "pack"]

    assert found(find_talks(roots)) == ["z-own", "a-theirs", "b-theirs"]
    assert find_talks(roots).faults == ()
    assert talk_slugs(roots) == ["a-theirs", "b-theirs", "z-own"]


def test_a_broken_talk_hides_no_other(tmp_path: Path):
    """The sound ones are there, and the broken one beside them with its faults; only asking for it raises."""
    write(tmp_path, "good")
    broken = write(tmp_path, "broken", ("title", "titel"))
    shelf = find_talks([tmp_path])

    assert found(shelf) == ["good"]
    assert shelf.broken == (broken,)
    assert [fault.key for fault in shelf.faults] == ["titel"]
    assert find_talk([tmp_path], "good").slug == "good"
    with pytest.raises(BadContent, match="titel: unknown key") as caught:
        find_talk([tmp_path], "broken")
    assert "`prep talk list` shows the others" in caught.value.hint


def test_of_two_with_one_name_or_uuid_the_first_is_used(tmp_path: Path):
    """A copied folder must get a uuid of its own: two talks must not share a history."""
    first = write(tmp_path / "one", "talk", uuid=UUID)
    second = write(tmp_path / "two", "talk")
    third = write(tmp_path / "two", "talk-copy", uuid=UUID)
    shelf = find_talks([tmp_path / "one", tmp_path / "two"])

    assert [talk.folder for talk in shelf.talks] == [first]
    assert [str(fault) for fault in shelf.faults] == [
        f"{second}: another talk has this name, and is used: {first}",
        f"{third}/talk.toml:2: uuid: another talk has this uuid, and is used: {first}",
    ]


def test_leftovers_are_no_talks(tmp_path: Path):
    """Hidden folders, files and what is empty are passed over; one folder through two names is read once."""
    write(tmp_path / "talks", "mine")
    (tmp_path / "talks" / ".new-x" / "half").mkdir(parents=True)
    (tmp_path / "talks" / "empty").mkdir()
    (tmp_path / "talks" / ".gitkeep").touch()
    (tmp_path / "link").symlink_to(tmp_path / "talks")

    shelf = find_talks([tmp_path / "talks", tmp_path / "link"])

    assert found(shelf) == ["mine"]
    assert shelf.faults == ()


@pytest.mark.parametrize(
    ("slug", "hint"),
    [
        ("job-talk", "Did you mean `research-job-talk`? `prep talk list` shows them all."),
        ("xyzzy", "`prep talk list` shows them all."),
        ("../research-job-talk", "Did you mean `research-job-talk`? `prep talk list` shows them all."),
    ],
)
def test_an_unknown_name_brings_near_ones(tmp_path: Path, slug: str, hint: str):
    """A mistyped slug is answered with those it resembles; a path is no name."""
    write(tmp_path, "research-job-talk")

    with pytest.raises(NoSuchThing) as caught:
        find_talk([tmp_path], slug)

    assert caught.value.message == f"there is no talk called {slug!r}"
    assert caught.value.hint == hint


def test_completing_a_name_loads_no_validator(tmp_path: Path):
    """Pydantic is loaded only when a talk.toml is validated."""
    write(tmp_path, "mine")
    code = (
        "import sys; from pathlib import Path; from prep.catalogue.talks import talk_slugs;"
        f"print(talk_slugs([Path({str(tmp_path)!r})]), 'pydantic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "['mine'] False\n"


@pytest.mark.parametrize(
    ("written", "read"), [("1-4", (1, 4)), (" 2 - 2 ", (2, 2)), ("3\u20139", (3, 9)), (7, 7), ("10-9999", (10, 9999))]
)
def test_slides_are_a_range_or_how_many(written: object, read: object):
    """With a hyphen or the dash that word processors make of it."""
    assert read_slides(written) == read


def test_counts_begin_after_the_last_slide_so_far():
    """Sections without slides are passed over, and so is what cannot be read."""
    slides, faults = laid_out([2, None, "5-6", "x", 3, "4-4", 1])

    assert slides == [(1, 2), None, (5, 6), None, (7, 9), (4, 4), (10, 10)]
    assert [place for place, _ in faults] == [5]


@ONCE_FOR_ALL
@given(key=st.sampled_from(KEYS), data=st.data())
def test_any_one_misspelt_key_is_told_with_the_key_that_was_meant(tmp_path_factory, key, data):
    """A letter dropped or doubled in any key is one fault: its line and the right spelling."""
    number, name = key
    place = data.draw(st.integers(0, len(name) - 1))
    slip = data.draw(st.sampled_from([name[:place] + name[place + 1 :], name[: place + 1] + name[place:]]))
    assume(slip not in ("", name))
    lines = TOML.split("\n")
    slips_at = {index for index, line in enumerate(lines) if line.startswith("[") and line == lines[number]} | {number}
    lines = [line.replace(name, slip, 1) if index in slips_at else line for index, line in enumerate(lines)]
    folder = write_talk(tmp_path_factory.mktemp("slip"), talk="\n".join(lines))

    (fault,) = read_talk_folder(folder).faults

    assert fault.line == min(slips_at) + 1
    assert fault.message == f"unknown key; did you mean {name!r}?"


@ONCE_FOR_ALL
@given(data=st.data())
def test_a_damaged_file_never_raises(tmp_path_factory, data):
    """A sound talk.toml with values put in wrong places gives faults or is sound still, and never raises."""
    values = ["1", "-1.5", "nan", "inf", "true", "'x'", "[]", "[[1]]", "{}", "1979-05-27", "'1-2'", "1" + "0" * 400]
    lines = TOML.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        name, equals, _ = lines[number].partition(" = ")
        if equals and not lines[number].endswith('"""'):
            lines[number] = f"{name} = {data.draw(st.sampled_from(values))}"
        else:
            lines[number] = data.draw(st.sampled_from(["", "[section]", "[[question]]", lines[number]]))
    folder = write_talk(tmp_path_factory.mktemp("damage"), talk="\n".join(lines))

    reading = read_talk_folder(folder)

    assert (reading.talk is None) == bool(reading.faults)
    for fault in reading.faults:
        assert "is not as it should be" not in str(fault)


@ONCE_FOR_ALL
@given(garbage=st.binary() | st.text().map(str.encode))
def test_garbage_is_a_fault_and_never_an_exception(tmp_path_factory, garbage: bytes):
    """Whatever bytes talk.toml holds, reading it ends in faults of that file."""
    folder = write_talk(tmp_path_factory.mktemp("garbage"), talk=garbage)

    assert any(fault.file.name == "talk.toml" for fault in read_talk_folder(folder).faults)


def test_every_key_of_the_format_is_in_the_sound_talk():
    """The talk that these tests misspell has each key, so none goes untried."""
    assert {name for _, name in KEYS} >= {*TalkTable.model_fields, *SectionTable.model_fields}
