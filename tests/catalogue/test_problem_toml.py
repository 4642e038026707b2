from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from problem_folders import TOML, toml, write_problem

from prep.catalogue.problems import faults_of
from prep.catalogue.schema import ProblemTable

ONCE_FOR_ALL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
KEYS = [
    (number, found[1])
    for number, line in enumerate(TOML.split("\n"))
    if (found := re.match(r"(?:\[*)(\w+)(?:\]*$| = )", line))
]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes = 10", "minutes = '10'", "problem.toml:7: minutes: must be a whole number, not '10'"),
        ("minutes = 10", "minutes = 10.0", "problem.toml:7: minutes: must be a whole number, not 10.0"),
        ("minutes = 10", "minutes = true", "problem.toml:7: minutes: must be a whole number, not true"),
        ("minutes = 10", "minutes = 4", "problem.toml:7: minutes: must be at least 5, not 4"),
        ("minutes = 10", "minutes = 121", "problem.toml:7: minutes: must be at most 120, not 121"),
        ("minutes = 10", "minutes = 0x" + "f" * 5000, "problem.toml:7: minutes: must be at most 120"),
        ("minutes = 10\n", "", "problem.toml: minutes: is missing"),
        ("format = 1\n", "", "problem.toml: format: is missing"),
        ("format = 1", "format = 0", "problem.toml:1: format: must be 1"),
        ("format = 1", "format = 1.0", "problem.toml:1: format: must be a whole number, not 1.0"),
        ("format = 1", "format = true", "problem.toml:1: format: must be a whole number, not true"),
        ("format = 1", "format = 0x" + "f" * 5000, "problem.toml:1: format: must be 1"),
        ('"Stable softmax"', '" "', "problem.toml:3: title: must not be empty"),
        ('"Stable softmax"', r'"a\nb"', "problem.toml:3: title: must be one line of plain text"),
        ('"Stable softmax"', r'"a\u001b[2J"', "problem.toml:3: title: must be one line of plain text"),
        ('"Stable softmax"', "['a']", "problem.toml:3: title: must be text"),
        (
            '"implement"',
            '"debugg"',
            "problem.toml:4: kind: must be one of implement, debug, vectorise, refactor, extend; did you mean 'debug'?",
        ),
        ('"warm-up"', "1", "problem.toml:6: level: must be one of warm-up, core, hard, not 1"),
        ('["softmax", "Running"]', "[]", "problem.toml:8: entries: needs at least 1, and has 0"),
        ('"Running"]', '"softmax"]', "problem.toml:8: entries[2]: 'softmax' is listed twice"),
        (
            '"Running"]',
            '"class"]',
            "problem.toml:8: entries[2]: must be a name that Python can define, not 'class'",
        ),
        ("call = 1", "call = 0", "problem.toml:12: limits.call: must be more than 0, not 0"),
        ("call = 1", "call = inf", "problem.toml:12: limits.call: must be a finite number, not inf"),
        ("call = 1", "call = 1" + "0" * 400, "problem.toml:12: limits.call: must be a number"),
        ("memory = 512", "memory = 0.5", "problem.toml:13: limits.memory: must be a whole number, not 0.5"),
        ("[limits]", "[[limits]]", "problem.toml:11: limits: must be a table"),
        (
            '[[hint]]\nsays = "What overflows?"\n',
            "",
            "problem.toml:16: hint: needs exactly 3 [[hint]] tables, each saying more than the last, and has 2",
        ),
        ("[[followup]]", "[followup]", "problem.toml:26: followup: must be written as [[followup]]"),
        ("[[mistake]]\nid", "[[mistake]]\n#", "problem.toml:34: mistake[1].id: is missing"),
        ('"wrong-axis"', '"no-max-subtraction"', "problem.toml:39: mistake[2].id: 'no-max-subtraction' is the id of"),
        ('"wrong-axis"', '"Wrong"', "problem.toml:39: mistake[2].id: must be lower-case words joined by hyphens"),
        ("optional = true", "optional = 'yes'", "problem.toml:50: stage[2].optional: must be true or false, not 'yes'"),
        ("optional = true", "minutes = 3", "problem.toml:50: stage[2].minutes: unknown key; here it belongs to the"),
        (
            'entries = ["softmax"]',
            'entries = ["sofmax"]',
            "problem.toml:45: stage[1].entries[1]: 'sofmax' is not in entries; did you mean 'softmax'?",
        ),
        (
            'entries = ["softmax"]',
            "optional = true",
            "problem.toml:45: stage[1].optional: the first stage cannot be optional",
        ),
        ("[limits]", "[limits]\nxyzzy = 1", "problem.toml:12: limits.xyzzy: unknown key; known here: call, check,"),
        ("[limits]", "[limits", "problem.toml:11: is not valid TOML: "),
    ],
)
def test_each_fault_is_told_in_words(faults, old, new, told):
    """One thing wrong in problem.toml is one fault: file, line, key, and what it must be instead."""
    found = faults(problem=toml((old, new)))

    assert len(found) == 1
    assert found[0].startswith(told)


@pytest.mark.parametrize("uuid", ["", "0190a6ee", "{0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f}", "x" * 36])
def test_only_a_uuid_in_its_usual_form_will_do(faults, uuid):
    """Python reads other spellings as UUIDs too; two spellings of one must not pass for two."""
    found = faults(problem=toml(("0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f", uuid)))

    assert found == ["problem.toml:2: uuid: must be a UUID, such as '0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f'"]


def test_too_few_exchanges_are_named_by_their_tables(faults):
    """A list that must not be empty says how its tables are written."""
    text = toml(('[[ask]]\nquestion = "Which axis?"\nanswer = "The last."\n', ""), ("format", "ask = []\nformat"))

    assert faults(problem=text) == ["problem.toml:1: ask: needs at least 1 [[ask]] tables, and has 0"]


def test_everything_wrong_is_told_at_once(faults):
    """An author sees all faults of a folder in one go, those of problem.toml in the order of its lines."""
    text = toml(("minutes = 10", "minutes = 'ten'"), ("title", "titel"), ("memory", "memry"), ("optional", "optinal"))

    found = faults({"statement.md": None}, problem=text, solution="def f(:\n")

    assert [fault.split(" ")[0] for fault in found] == [
        "problem.toml:3:",
        "problem.toml:7:",
        "problem.toml:13:",
        "problem.toml:50:",
        "statement.md:",
        "solution.py:1:",
    ]


def test_a_newer_format_is_the_only_fault(faults):
    """What a later prep wrote is not judged by this one."""
    found = faults({"statement.md": None}, problem=toml(("format = 1", "format = 2"), ("title", "heading")))

    assert found == ["problem.toml:1: format: written for a newer prep (format 2; this prep reads 1): update prep"]


@ONCE_FOR_ALL
@given(key=st.sampled_from(KEYS), data=st.data())
def test_any_one_misspelt_key_is_told_with_the_key_that_was_meant(tmp_path_factory, key, data):
    """A letter dropped, doubled or swapped in any key is one fault: its file, its line and the right spelling."""
    number, name = key
    place = data.draw(st.integers(0, len(name) - 1))
    slips = [name[:place] + name[place + 1 :], name[: place + 1] + name[place:]]
    slips += [name[:place] + name[place + 1] + name[place] + name[place + 2 :]] if place + 1 < len(name) else []
    slip = data.draw(st.sampled_from(slips))
    assume(slip not in ("", name))
    lines = TOML.split("\n")
    # All tables of an array are misspelt alike: one alone would rightly leave the others too few as well.
    slips_at = {index for index, line in enumerate(lines) if line.startswith("[") and line == lines[number]} | {number}
    lines = [line.replace(name, slip, 1) if index in slips_at else line for index, line in enumerate(lines)]
    folder = write_problem(tmp_path_factory.mktemp("slip"), files={"problem.toml": "\n".join(lines)})

    (fault,) = faults_of(folder)

    assert fault.file == folder / "problem.toml"
    assert fault.line == min(slips_at) + 1
    assert fault.key.split(".")[-1].split("[")[0] == slip
    assert fault.message == f"unknown key; did you mean {name!r}?"


@ONCE_FOR_ALL
@given(garbage=st.binary() | st.text().map(str.encode))
def test_garbage_is_a_fault_and_never_an_exception(tmp_path_factory, garbage):
    """Whatever bytes problem.toml holds, reading it ends in faults of that file."""
    folder = write_problem(tmp_path_factory.mktemp("garbage"), files={"problem.toml": garbage})

    assert any(fault.file.name == "problem.toml" for fault in faults_of(folder))


@ONCE_FOR_ALL
@given(data=st.data())
def test_a_damaged_file_never_raises(tmp_path_factory, data):
    """A sound problem.toml with a value put in a wrong place gives faults or is sound still, and never raises."""
    values = [
        "1",
        "-1.5",
        "nan",
        "true",
        "'x'",
        "[]",
        "[[1]]",
        "{}",
        "{a = 1}",
        "1979-05-27",
        "[{says = 1}]",
        "['a', 2]",
    ]
    lines = TOML.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        name, equals, _ = lines[number].partition(" = ")
        if equals and not lines[number].endswith('"""'):
            lines[number] = f"{name} = {data.draw(st.sampled_from(values))}"
        else:
            lines[number] = data.draw(st.sampled_from(["", "[x]", "[[hint]]", "[stage]", lines[number]]))
    folder = write_problem(tmp_path_factory.mktemp("damage"), files={"problem.toml": "\n".join(lines)})

    for fault in faults_of(folder):
        assert "is not as it should be" not in str(fault)
        assert str(fault).startswith(str(folder))


def test_every_key_of_the_format_is_in_the_sound_problem():
    """The problem that these tests misspell has each top-level key, so none goes untried."""
    assert {name for _, name in KEYS} >= set(ProblemTable.model_fields)
