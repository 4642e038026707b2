"""What the README says can be typed, can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from prep.cli.app import root

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.S)
LINES = [line.split("#")[0].strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS = [line for line in LINES if re.match(r"(\w+=\S+ )?prep ", line)]


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_parse(line: str):
    """Every `prep ...` line of the README is a command with options that exist."""
    words = [word for word in shlex.split(line) if "=" not in word or word.startswith("-")][1:]
    context = click.Context(root, info_name="prep", resilient_parsing=False)
    group: click.Command = root
    while isinstance(group, click.Group):
        if not words or words[0] not in group.list_commands(context):
            words = [getattr(group, "otherwise", "") or "practise", *words]
        name = words.pop(0)
        command = group.get_command(context, name)
        assert command is not None, name
        context, group = click.Context(command, info_name=name, parent=context), command

    group.make_parser(context).parse_args(words)


def test_ci_runs_the_readme_line():
    """`.ci/run` takes its command from the README, so that a missing step of it shows."""
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    awk = re.search(r"awk '(.*?)'", script)
    assert awk is not None
    shown = subprocess.run(["awk", awk[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert shown.strip() in LINES
    assert "pytest" in shown


def test_pictures_exist():
    """Every picture the README shows is in the repository."""
    from urllib.parse import unquote

    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / unquote(path)).is_file()


def test_glossary_knows_the_outcomes_of_a_command():
    """The exit codes in the README are the ones the errors carry."""
    from prep import errors

    codes = {value.exit_code for value in vars(errors).values() if isinstance(value, type)}
    stated = set(map(int, re.findall(r"(?:^|, |: )(\d+) ", README.partition("Exit codes")[2].splitlines()[0])))

    assert codes <= stated
