"""What is typed wrong is answered with what was probably meant; help is whole and fits the terminal."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from command_line import CommandLine

from prep.cli.app import root
from prep.cli.commands.code import command as code
from prep.cli.commands.talk import command as talk
from prep.cli.scoring import read_marks
from prep.errors import BadUsage


def commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    """Every command there is, by its words."""
    found: list[tuple[str, ...]] = []
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            found.append((*path, name))
            found += commands(command, *path, name) if isinstance(command, click.Group) else []
    return found


@pytest.mark.parametrize("words", [(), *commands(root)], ids=" ".join)
def test_help_is_whole(words: tuple[str, ...]):
    """No line is wider than a terminal, and no summary of a command is cut in the middle."""
    shown = CliRunner().invoke(root, [*words, "--help"], prog_name="prep", terminal_width=80)

    assert shown.exit_code == 0
    usage, *lines = shown.output.splitlines()
    assert usage.startswith("Usage: prep")
    for line in lines:
        assert len(line) <= 80
        assert not line.endswith("...")


def test_a_group_alone_shows_its_commands(prep: CommandLine):
    """Typing less than a command is no error: it is a question."""
    ran = prep.here("history")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: prep")
    assert "Commands:" in ran.out


def test_help_of_a_problem_is_typed_as_it_is_used(prep: CommandLine):
    """`prep code SLUG` has no name of its own that could be shown."""
    shown = prep.here("code", "stable-softmax", "--help").out

    assert shown.startswith("Usage: prep code [SLUG] [OPTIONS]\n")
    assert "--interview" in shown
    assert "--json" not in shown


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["cod"], 2, "Did you mean `prep code`?"),
        (["histroy"], 2, "Did you mean `prep history`?"),
        (["stable-softmax"], 2, "Did you mean `prep code stable-softmax`?"),
        (["xyzzy"], 2, "`prep --help`"),
        (["history", "lst"], 2, "Did you mean `prep history list`?"),
        (["code", "lst"], 4, "Did you mean `prep code list`?\n"),
        (["code", "sumbit"], 4, "Did you mean `prep code submit`?"),
        (["code", "softmax"], 4, "Did you mean `stable-softmax`?"),
        (["code", "show", "softmax"], 4, "Did you mean `stable-softmax`?"),
        (["code", "start", "admn"], 4, "Did you mean `adam`?"),
        (["code", "grade", "xyzzy", "answer.py"], 4, "`prep code list` shows them all."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_was_probably_meant(prep: CommandLine, words: list[str], code: int, meant: str):
    """A mistyped command or problem names the nearest one; nothing is made on disk."""
    ran = prep.here(*words)

    assert (ran.code, ran.out) == (code, "")
    assert meant in ran.err
    assert not prep.home.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["code", "list", "--kind", "poem"], "'poem' is not one of 'implement', 'debug'"),
        (["code", "list", "--minutes", "soon"], "'soon' is not a valid integer"),
        (["code", "start"], "Missing argument 'SLUG'"),
        (["code", "start", "adam", "--minutes", "0"], "0 is not in the range 1<=x<=600"),
        (["code", "start", "adam", "--seed", "-1"], "-1 is not in the range"),
        (["code", "submit", "--guess", "55"], "'55' is not one of '10', '30', '50', '70', '90'"),
        (["code", "grade", "adam"], "Missing argument 'FILE...'"),
        (["code", "grade", "adam", "x.py", "--jobs", "0"], "0 is not in the range"),
        (["code", "list", "--nope"], "No such option '--nope'"),
        (["history", "list", "--limit", "0"], "0 is not in the range"),
        (["completion", "tcsh"], "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
        (["code", "adam", "--json"], "practice has no JSON answer"),
        (["code", "finish", "--score", "3,3,3"], "'3,3,3' is not four marks from 1 to 4"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_words_are_usage_errors(prep: CommandLine, words: list[str], says: str):
    """Exit code 2, one sentence, and how it is used."""
    ran = prep.here(*words)

    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert says in ran.err
    assert len(ran.err.splitlines()) >= 2


def test_a_terminal_without_unicode_gets_every_word(prep: CommandLine):
    """What it cannot show is replaced, and nothing is left out."""
    ran = prep("code", "show", "stable-softmax", PYTHONIOENCODING="ascii")

    assert (ran.code, ran.err) == (0, "")
    assert "Conventions:" in ran.out
    assert ran.out.isascii()


@pytest.mark.parametrize("typed", ["3,4,2,1", "3 4 2 1", " 3, 4,2 ,1 ", "3\t4 2 1"])
def test_marks_are_read_however_they_are_separated(typed: str):
    """In the rubric's order."""
    assert list(read_marks(typed).values()) == [3, 4, 2, 1]


@pytest.mark.parametrize("typed", ["", "3", "3,3,3,5", "3,3,3,0", "3333", "a,b,c,d", "3,3,3,3,3", "3.0,3,3,3"])
def test_marks_that_are_none(typed: str):
    """Refused with the order and an example."""
    with pytest.raises(BadUsage, match="four marks from 1 to 4") as refused:
        read_marks(typed)
    assert "problem solving, code, communication, testing; for example 3,3,2,3" in refused.value.hint


def test_no_talk_is_called_like_a_command():
    """Nor is a talk, for the same reason."""
    from prep.catalogue.names import RESERVED_TALKS

    with click.Context(talk) as context:
        visible = [name for name in talk.list_commands(context) if not talk.get_command(context, name).hidden]

    assert set(visible) <= set(RESERVED_TALKS)


def test_no_problem_is_called_like_a_command():
    """A slug as the first word of `prep code` starts it, so that every command's name is reserved."""
    from prep.catalogue.names import RESERVED

    with click.Context(code) as context:
        visible = [name for name in code.list_commands(context) if not code.get_command(context, name).hidden]

    assert set(visible) <= set(RESERVED)
