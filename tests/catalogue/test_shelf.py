from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from problem_folders import UUID, toml, write_problem

from prep.catalogue.problems import Shelf, find_problem, find_problems, slugs
from prep.errors import BadContent, NoSuchThing


def write(problems: Path, slug: str, *changes: tuple[str, str], uuid: str | None = None) -> Path:
    text = toml((UUID, uuid or str(uuid4())), *changes)
    return write_problem(problems, slug, files={"problem.toml": text})


def found(shelf: Shelf) -> list[str]:
    return [problem.slug for problem in shelf.problems]


def test_problems_stand_in_the_order_to_practise_them(problems):
    """First the easiest, then the shortest, then by name."""
    write(problems, "d-hard", ('"warm-up"', '"hard"'))
    write(problems, "c-long", ("minutes = 10", "minutes = 30"))
    write(problems, "b-short")
    write(problems, "a-core", ('"warm-up"', '"core"'))
    write(problems, "a-short")

    shelf = find_problems([problems.parent])

    assert found(shelf) == ["a-short", "b-short", "c-long", "a-core", "d-hard"]
    assert shelf.faults == ()


def test_a_broken_problem_hides_no_other(problems):
    """The sound ones are there, and the broken one beside them with its faults."""
    write(problems, "good")
    broken = write(problems, "broken", ("title", "titel"))

    shelf = find_problems([problems.parent])

    assert found(shelf) == ["good"]
    assert shelf.broken == (broken,)
    assert [fault.key for fault in shelf.faults] == ["titel"]


def test_a_pack_may_be_a_plain_folder_of_problems(tmp_path, problems):
    """What PREP_CONTENT names holds `problems/`, or the problems themselves beside other things."""
    write(problems, "ours")
    write(tmp_path / "pack", "theirs")
    (tmp_path / "pack" / "notes").mkdir()

    shelf = find_problems([tmp_path / "pack", tmp_path])

    assert found(shelf) == ["ours", "theirs"]
    assert shelf.faults == ()


def test_leftovers_are_no_problems(problems):
    """Hidden folders, caches and what another checkout left empty are passed over; any other folder is read."""
    for name in (".git", "__pycache__", "gone/__pycache__", "empty"):
        (problems / name).mkdir(parents=True)
    (problems / "README.md").touch()
    (problems / "begun").mkdir()
    (problems / "begun" / "statement.md").write_text("# Begun")

    shelf = find_problems([problems.parent])

    assert shelf.broken == (problems / "begun",)
    assert slugs([problems.parent]) == ["begun"]


def test_of_two_with_one_name_the_first_is_used(tmp_path):
    """A pack named first may replace a problem of ours; the other is told where its twin is."""
    first = write(tmp_path / "first" / "problems", "softmax")
    second = write(tmp_path / "second" / "problems", "softmax")

    shelf = find_problems([tmp_path / "first", tmp_path / "second"])

    assert [problem.folder for problem in shelf.problems] == [first]
    assert list(map(str, shelf.faults)) == [f"{second}: another problem has this name, and is used: {first}"]


def test_of_two_with_one_uuid_the_first_is_used(tmp_path):
    """A copied folder keeps its uuid, and two problems must not share a history."""
    first = write(tmp_path / "first" / "problems", "softmax", uuid=UUID)
    second = write(tmp_path / "second" / "problems", "softmax-copy", uuid=UUID.upper())

    shelf = find_problems([tmp_path / "first", tmp_path / "second"])

    assert found(shelf) == ["softmax"]
    assert list(map(str, shelf.faults)) == [
        f"{second}/problem.toml:2: uuid: another problem has this uuid, and is used: {first}"
    ]
    with pytest.raises(BadContent, match="another problem has this uuid"):
        find_problem([tmp_path / "first", tmp_path / "second"], "softmax-copy")


def test_a_broken_twin_does_not_hide_the_sound_one(tmp_path):
    """A name belongs to the first problem that can be used."""
    write(tmp_path / "first" / "problems", "softmax", ("title", "titel"))
    sound = write(tmp_path / "second" / "problems", "softmax")
    content = [tmp_path / "first", tmp_path / "second"]

    assert find_problem(content, "softmax").folder == sound
    assert find_problem(find_problems(content), "softmax").folder == sound


def test_one_folder_named_twice_is_read_once(tmp_path, problems):
    """Content given twice, or through a link, is no twin of itself."""
    write(problems, "softmax")
    (tmp_path / "link").symlink_to(problems)

    shelf = find_problems([tmp_path, tmp_path, tmp_path / "link"])

    assert found(shelf) == ["softmax"]
    assert shelf.faults == ()


def test_missing_content_is_told(tmp_path, problems):
    """A folder in PREP_CONTENT that is not there is a fault, and the rest is found all the same."""
    write(problems, "softmax")
    (tmp_path / "file").touch()

    shelf = find_problems([tmp_path / "nowhere", tmp_path / "file", tmp_path])

    assert found(shelf) == ["softmax"]
    assert [str(fault) for fault in shelf.faults] == [
        f"{tmp_path / 'nowhere'}: there is no such folder of content",
        f"{tmp_path / 'file'}: there is no such folder of content",
    ]


def test_a_problem_named_as_content_is_told(problems):
    """PREP_CONTENT names the folder that holds problems, not one of them."""
    folder = write(problems, "softmax")

    assert [fault.message for fault in find_problems([folder]).faults] == [
        "is itself a problem's folder: name the folder that holds it"
    ]


def test_content_without_problems_is_no_fault(tmp_path):
    """A pack may hold talks alone."""
    assert find_problems([tmp_path]) == Shelf()


@pytest.mark.parametrize("shelved", [True, False])
def test_an_unknown_name_brings_near_ones(problems, shelved):
    """A mistyped slug is answered with those it resembles, wherever it is looked for."""
    write(problems, "stable-softmax")
    write(problems, "sdpa")
    where = find_problems([problems.parent]) if shelved else [problems.parent]

    with pytest.raises(NoSuchThing) as caught:
        find_problem(where, "softmax")

    assert caught.value.message == "there is no problem called 'softmax'"
    assert caught.value.hint == "Did you mean `stable-softmax`? `prep code list` shows them all."


@pytest.mark.parametrize("shelved", [True, False])
def test_a_broken_problem_is_named_with_its_faults(problems, shelved):
    """Asking for a problem that exists but is broken says what is wrong with it, and with no other."""
    write(problems, "softmax", ("title", "titel"))
    write(problems, "softmax-two", ("topic", "topik"))
    where = find_problems([problems.parent]) if shelved else [problems.parent]

    with pytest.raises(BadContent) as caught:
        find_problem(where, "softmax")

    assert caught.value.message == f"{problems}/softmax/problem.toml:3: titel: unknown key; did you mean 'title'?"


@pytest.mark.parametrize("slug", ["", ".", "..", "../problems/softmax", "softmax/", "\0"])
def test_a_path_is_no_name(problems, slug):
    """Only a folder's name finds a problem, so nothing outside of the content is ever read."""
    write(problems, "softmax")

    with pytest.raises(NoSuchThing):
        find_problem([problems.parent], slug)


def test_finding_one_problem_reads_no_other(problems, monkeypatch):
    """Starting a problem is not slowed by how many there are."""
    write(problems, "softmax")
    write(problems, "sdpa")
    read: list[Path] = []
    monkeypatch.setattr("prep.catalogue.problems.read_folder", _noting(read))

    find_problem([problems.parent], "softmax")

    assert read == [problems / "softmax"]


def _noting(read: list[Path]):
    from prep.catalogue.folder import read_folder

    def reading(folder: Path, **options: object):
        read.append(folder)
        return read_folder(folder, **options)

    return reading


def test_names_are_found_without_reading_anything(problems):
    """The shell completes from folder names, in order, without those that no problem may have."""
    for name in ("softmax", "sdpa", "Not-Kebab", "list"):
        (problems / name).mkdir()
        (problems / name / "problem.toml").touch()

    assert slugs([problems.parent, problems]) == ["sdpa", "softmax"]
    assert slugs([problems.parent / "nowhere"]) == []


def test_completing_a_name_loads_no_validator(problems):
    """Pydantic is loaded only when a problem.toml is validated."""
    code = (
        "import sys; from pathlib import Path; from prep.catalogue.problems import slugs;"
        f"print(slugs([Path({str(problems.parent)!r})]), 'pydantic' in sys.modules)"
    )
    write(problems, "softmax")

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=None)

    assert done.stdout == "['softmax'] False\n"
