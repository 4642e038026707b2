from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_folders import TOML, line_of

from prep.catalogue.document import DEEPEST, Document, key_lines, read_document
from prep.catalogue.faults import Fault


def test_every_key_has_its_own_line():
    """Equal keys in different tables of an array are told apart, and top-level keys are found too."""
    lines = key_lines(TOML)

    hints = [number for number, line in enumerate(TOML.split("\n"), 1) if line == "[[hint]]"]
    assert lines["title",] == line_of("title")
    assert lines["limits", "memory"] == line_of("memory")
    assert [lines["hint", index, "says"] for index in range(3)] == [number + 1 for number in hints]
    assert lines["mistake", 1, "id"] == line_of('id = "wrong-axis"')


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2", ("b",), 2),
        ("# a = 0\n\n  a = 1", ("a",), 3),
        ("[x.y]\nz = 1", ("x",), 1),
        ("[x.y]\nz = 1", ("x", "y", "z"), 2),
        ("[[x]]\n[x.y]\nz = 1\n[[x]]\n[x.y]\nz = 2", ("x", 1, "y", "z"), 6),
        ("[[x]]\n[[x.y]]\nz = 1\n[[x.y]]\nz = 1\n[[x]]\n[[x.y]]\nz = 1", ("x", 0, "y", 1, "z"), 5),
        ("[[x]]\n[[x.y]]\nz = 1\n[[x.y]]\nz = 1\n[[x]]\n[[x.y]]\nz = 1", ("x", 1, "y", 0, "z"), 8),
        ("x.y.z = 1", ("x", "y", "z"), 1),
        ("[a]\nx.y = 1\nx.z = 2", ("a", "x", "z"), 3),
        ("x = {y = [{z = 1}, {w = 2}]}", ("x", "y", 1, "w"), 1),
        ('a = """\nb = 1\n[[c]]\n"""\nb = 2', ("b",), 5),
        ("a = [\n  1, # ]\n  2,\n]\nb = 2", ("b",), 5),
        ("a = [\n  1,\n  2,\n]", ("a", 1), 1),
        ("'a.b' = 1\n\"c d\" = 2", ("c d",), 2),
        ("[a]\n[b]\n[a.c]\nd = 1", ("a", "c", "d"), 4),
    ],
)
def test_lines_follow_tomls_own_grammar(text, path, line):
    """Strings, comments, dotted keys, inline tables and reopened tables do not lead astray."""
    assert key_lines(text)[path] == line


NAMES = st.sampled_from(["a", "b", "c", "'d e'"])
DOTTED = st.lists(NAMES, min_size=1, max_size=3).map(".".join)
VALUES = st.sampled_from(
    ["1", "'[x]'", '"""\n[a]\nb = 1\n"""', "[\n1,\n# ]\n2]", "{a = 1, b.c = [{a = 1}]}", "[[1], [\n2\n]]", "'''\n'''"]
)
STATEMENTS = st.one_of(
    st.sampled_from(["", "# a = 1", "  "]),
    DOTTED.map("[{}]".format),
    DOTTED.map("[[{}]] # [b]".format),
    st.builds("{} = {}".format, DOTTED, VALUES),
    st.builds("  {}= {}  # c".format, DOTTED, VALUES),
)


@given(st.lists(STATEMENTS, max_size=14))
def test_lines_agree_with_reading_ever_more_of_the_file(statements):
    """The line of a key is that of the statement with which tomllib first sees the key."""
    kept: list[str] = []
    expected: dict[tuple[Any, ...], int] = {}
    for statement in statements:
        try:
            data = tomllib.loads("\n".join([*kept, statement]))
        except tomllib.TOMLDecodeError:
            continue
        line = "\n".join([*kept, ""]).count("\n") + 1 if kept else 1
        kept.append(statement)
        for path in _all_paths(data):
            expected.setdefault(path, line)

    assert key_lines("\n".join(kept)) == {path: line for path, line in expected.items() if len(path) <= DEEPEST}


def _all_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for part, held in inside for each in ((*path, part), *_all_paths(held, (*path, part)))]


def test_a_missing_key_has_the_line_of_its_table():
    """Where a key is absent, the line is that of the table it belongs to; at the top level there is none."""
    document = Document(Path("x.toml"), TOML, tomllib.loads(TOML))

    assert document.line(("limits", "check")) == line_of("[limits]")
    assert document.line(("colour",)) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb =\n", 2), ("a = 1\n\nb = [1,\n2", 4), ("a = 1\na = 2\n", 2), ("x = " + "[" * 9999, None)],
)
def test_a_syntax_error_has_its_line(tmp_path, text, line):
    """What is not TOML is one fault, on the line that tomllib names, and never an exception."""
    file = tmp_path / "x.toml"
    file.write_text(text)

    fault = read_document(file)

    assert isinstance(fault, Fault)
    assert fault.line == line
    assert "(at " not in fault.message


def test_windows_files_are_read(tmp_path):
    """A byte order mark and CRLF change neither the data nor the lines."""
    file = tmp_path / "x.toml"
    file.write_bytes(b'\xef\xbb\xbfa = """\r\nx\r\n"""\r\nb = 1\r\n')

    document = read_document(file)

    assert isinstance(document, Document)
    assert document.data == {"a": "x\n", "b": 1}
    assert document.line(("b",)) == 4


def test_endless_dotted_keys_are_no_danger(tmp_path):
    """A key nested thousands deep has the line of what holds it, at once."""
    file = tmp_path / "x.toml"
    file.write_text(f"a = 1\n{'.'.join('b' * 1500)} = 1\n[{'.'.join('c' * 1500)}]\nd = 1\n")

    document = read_document(file)

    assert isinstance(document, Document)
    assert document.line(("b",) * 1500) == 2
    assert document.line(("c",) * 1500) == 3
