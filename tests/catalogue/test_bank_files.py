"""Banks of questions: ours, a pack's and the user's own, and everything that is wrong with a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from prep.catalogue.banks import find_bank, find_banks, read_bank
from prep.errors import BadContent, NoSuchThing

BANK = """\
format = 1
title = "Why here?"
rubric = "motivation"

[[asker]]
id = "recruiter"
title = "Recruiter"
who = "Knows the process."
wants = "Will you come?"
seconds = 60

[[question]]
id = "why-us"
asker = "recruiter"
question = "Why us?"
shows = "A concrete trigger."
red_flags = ["Any lab would do."]
follow_ups = ["Why not the lab next door?"]
"""
MORE = """\
format = 1
title = "Mine"
rubric = "motivation"

[[question]]
id = "my-own"
asker = "recruiter"
question = "Why now?"
shows = "Timing."
seconds = 30
"""


def written(folder: Path, text: str, name: str = "motivation") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text)
    return folder


def test_a_bank_is_read(tmp_path: Path):
    """A question has its asker's length unless it says otherwise, and a key for the history."""
    bank = find_bank([written(tmp_path, BANK)], "motivation")

    assert (bank.title, bank.rubric, len(bank.questions)) == ("Why here?", "motivation", 1)
    question = bank.questions[0]
    assert (question.key, question.seconds, question.asker.wants) == ("motivation/why-us", 60, "Will you come?")
    assert question.follow_ups == ("Why not the lab next door?",)


def test_a_users_file_adds_to_a_bank_of_ours(tmp_path: Path):
    """Under the same name questions are added, asked by the askers that are there."""
    roots = [written(tmp_path / "ours", BANK), written(tmp_path / "mine", MORE)]

    bank = find_bank(roots, "motivation")

    assert [each.id for each in bank.questions] == ["why-us", "my-own"]
    assert (bank.questions[1].asker.id, bank.questions[1].seconds) == ("recruiter", 30)
    assert bank.title == "Why here?"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("titel", "titel", ""),
        ('title = "Why here?"', 'titel = "Why here?"', "motivation.toml:2: titel: unknown key; did you mean 'title'?"),
        (
            "format = 1",
            "format = 2",
            "motivation.toml:1: format: written for a newer prep (format 2; this prep reads 1)",
        ),
        ('rubric = "motivation"', 'rubric = "motive"', "motivation.toml:3: rubric: must be one of coding, job-talk,"),
        (
            'asker = "recruiter"',
            'asker = "recruter"',
            "'recruter' is not an asker of this bank; did you mean 'recruiter'?",
        ),
        ("seconds = 60", 'seconds = "60"', "motivation.toml:10: asker[1].seconds: must be a whole number, not '60'"),
        ('shows = "A concrete trigger."', "", "motivation.toml:12: question[1].shows: is missing"),
        ('id = "why-us"', 'id = "Why us"', "question[1].id: must be lower-case words joined by hyphens"),
        ("format = 1", "format = ", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, old: str, new: str, fault: str):
    """File, line, key, and the nearest name."""
    _, faults = read_bank(written(tmp_path, BANK.replace(old, new, 1)) / "motivation.toml")

    assert fault in "\n".join(map(str, faults))
    assert bool(faults) == bool(fault)


def test_the_same_id_twice_is_a_fault(tmp_path: Path):
    """The history would not know which one was meant."""
    again = BANK[BANK.index("[[question]]") :]
    _, faults = read_bank(written(tmp_path, BANK + "\n" + again) / "motivation.toml")

    assert ["'why-us' is the id of two questions" in str(fault) for fault in faults] == [True]


def test_a_broken_file_hides_no_other(tmp_path: Path):
    """The good banks are served; the broken one says what is wrong when it is asked for."""
    roots = [written(written(tmp_path, BANK), "format = 1\n", "mine")]

    assert [bank.name for bank in find_banks(roots).banks] == ["motivation"]
    with pytest.raises(BadContent, match=r"mine\.toml: question: is missing"):
        find_bank(roots, "mine")


def test_a_name_that_is_nearly_right_is_suggested(tmp_path: Path):
    """And where nothing is near, all names."""
    roots = [written(tmp_path, BANK)]

    with pytest.raises(NoSuchThing) as near:
        find_bank(roots, "motivatoin")
    with pytest.raises(NoSuchThing) as far:
        find_bank(roots, "zzz")
    assert near.value.hint == "Did you mean `motivation`?"
    assert far.value.hint == "There are: motivation."
