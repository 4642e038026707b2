"""The Tab key: commands, problems, options and files, in three shells."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from command_line import PROBLEMS, CommandLine

SLUGS = {folder.name for folder in PROBLEMS.iterdir() if (folder / "problem.toml").is_file()}


def completed(prep: CommandLine, *words: str, shell: str = "bash") -> set[str]:
    """What Tab offers for the last word."""
    position = {"COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1)}
    line = words[:-1] if shell == "fish" else words
    ran = prep.here(_PREP_COMPLETE=f"{shell}_complete", COMP_WORDS=" ".join(line), **position)

    assert (ran.code, ran.err) == (0, "")
    if shell == "zsh":
        return set(ran.out.splitlines()[1::3])
    return {line.split(",", 1)[1].split("\t")[0] for line in ran.out.splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_first_word_of_code_is_a_command_or_a_problem(prep: CommandLine, shell: str):
    """`prep code sta<Tab>`."""
    assert completed(prep, "prep", "code", "sta", shell=shell) == {"start", "stable-softmax", "stack-profile"}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("prep", ""), {"code", "talk", "why", "ask", "day", "today", "history", "doctor", "completion"}),
        (("prep", "talk", "plan", "the"), {"thesis-overview"}),
        (("prep", "talk", "new", "mine", "--like", "re"), {"research-job-talk"}),
        (("prep", "history", "s"), {"show", "stats", "score"}),
        (("prep", "code", "show", ""), SLUGS),
        (("prep", "code", "grade", "ad"), {"adam"}),
        (("prep", "history", "list", "--problem", "sd"), {"sdpa"}),
        (("prep", "code", "list", "--topic", "num"), {"numerics"}),
        (("prep", "code", "list", "--kind", "de"), {"debug"}),
        (("prep", "code", "adam", "--inter"), {"--interview"}),
        (("prep", "completion", ""), {"bash", "zsh", "fish"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_tab_offers(prep: CommandLine, words: tuple[str, ...], offered: set[str]):
    """Wherever a problem is named, its slug; choices and options by their beginning."""
    assert completed(prep, *words) == offered


def test_a_process_completes_too(prep: CommandLine):
    """What the shell really starts, with nothing but a few variables."""
    ran = prep(_PREP_COMPLETE="bash_complete", COMP_WORDS="prep code sta", COMP_CWORD="2")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "plain,start\nplain,stable-softmax\nplain,stack-profile\n"


def test_a_pack_is_completed_too(prep: CommandLine):
    """Problems of PREP_CONTENT are offered by their folders' names, sound or not."""
    (prep.folder / "pack" / "problems" / "my-own").mkdir(parents=True)
    (prep.folder / "pack" / "problems" / "my-own" / "problem.toml").write_text("")
    prep.environment["PREP_CONTENT"] = str(prep.folder / "pack")

    assert completed(prep, "prep", "code", "show", "my") == {"my-own"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(prep: CommandLine, shell: str):
    """`prep completion SHELL` prints what that shell reads, and the shell reads it."""
    ran = prep.here("completion", shell)

    assert (ran.code, ran.err) == (0, "")
    assert f"_PREP_COMPLETE={shell}_complete" in ran.out
    if shutil.which(shell):
        check = subprocess.run([shell, "-n"], input=ran.out, capture_output=True, text=True, check=False)
        assert (check.returncode, check.stderr) == (0, "")
