"""The architecture, kept true: imports point one way, and a newcomer finds the room for a change."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PREP = ROOT / "prep"
ROWS = (
    {"cli"},
    {"screens", "report"},
    {"flows"},
    {"catalogue", "workspace", "grader", "history", "decks", "recall"},
    {"clock", "files", "places"},
    {"model"},
    {"errors"},
)
LEVEL = {room: len(ROWS) - number for number, row in enumerate(ROWS) for room in row}
OUTSIDE = {"checking", "__main__", "__init__"}
MOST_LINES = 300
MODULES = sorted(PREP.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PREP).parts[0].removesuffix(".py")


def imports_of(module: Path) -> set[str]:
    """Every `prep.<room>` a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if parts == ["prep"]:
                names |= {alias.name for alias in node.names}
            elif parts[0] == "prep":
                names.add(parts[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("prep.")}
    return names & {*LEVEL, "checking"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PREP)))
def test_imports_point_down(module: Path):
    """A module imports its own room and rooms below it; actors of one row do not know each other."""
    room = room_of(module)
    imported = imports_of(module) - {room}

    if room == "checking":
        assert imported <= {"grader", "model", "errors"}
    elif room not in OUTSIDE:
        assert all(LEVEL[other] < LEVEL[room] for other in imported - {"checking"})
        assert "checking" not in imported


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PREP)))
def test_modules_are_small_and_say_what_they_are_for(module: Path):
    """A module opens with the sentence that says what it is for, and stays under 300 lines."""
    text = module.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= MOST_LINES


def test_model_is_standard_library_only():
    """Nouns depend on nothing that has to be installed, and on no clock of their own."""
    allowed = {*sys.stdlib_module_names, "prep"} - {"time", "random", "secrets"}
    for module in sorted((PREP / "model").glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []

            assert {name.split(".")[0] for name in names} <= allowed


def test_only_the_catalogue_imports_pydantic():
    """Validation happens where files become nouns, and nowhere else."""
    users = {room_of(m) for m in MODULES if "pydantic" in m.read_text(encoding="utf-8") and m.name != "doctor.py"}

    assert users == {"catalogue"}


def test_every_command_has_help_with_an_example():
    """`--help` of every command shows how it is used."""
    from prep.cli.app import root

    def commands(group, path):
        import click

        with click.Context(group) as context:
            for name in group.list_commands(context):
                command = group.get_command(context, name)
                if isinstance(command, click.Group):
                    yield from commands(command, (*path, name))
                else:
                    yield (*path, name), command

    for path, command in commands(root, ("prep",)):
        assert command.help, path
        assert "Example: prep" in (command.epilog or ""), path


HEAVY = {"numpy", "pytest", "textual", "nbformat", "pydantic", "rich", "sqlite3"}


@pytest.mark.parametrize("arguments", [["--help"], ["code", "--help"], ["code", "grade", "--help"]])
def test_help_is_light(arguments: list[str]):
    """`prep --help` imports click alone: no NumPy, pytest, Textual, nbformat or anything heavy."""
    code = "import sys; from prep.cli.boundary import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    shown = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)

    assert "Usage: prep" in shown.stdout
    assert not HEAVY & set(shown.stderr.split())


def test_nothing_reads_the_environment_but_places_and_the_command_line():
    """Where things are is asked in one place (what is written for a process that is being set up is not asked)."""
    asked = re.compile(r"os\.(environ(?!\.update)|getenv)")
    readers = {room_of(m) for m in MODULES if asked.search(m.read_text(encoding="utf-8"))}

    assert readers <= {"places", "cli"}


def test_top_level_is_as_designed():
    """The top level holds what the README names, and nothing else."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    named = {"pyproject.toml", "README.md", "prep", "problems", "talks", "tests", "noxfile.py", ".ci"}

    assert {name for name in top if not name.startswith(".")} <= named | {"LICENSE", "CHANGELOG.md"}


def test_no_two_test_files_share_a_name():
    """Tests are collected by their base name: two of one name stop a whole run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]

    assert sorted(names) == sorted(set(names))
