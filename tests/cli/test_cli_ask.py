"""`prep ask` without a sitting: banks, questions, answers in versions, stories, questions of one's own."""

from __future__ import annotations

import json
import os
import stat
import sys

import pexpect
import pytest
from command_line import PATIENCE, CommandLine

KEY = "motivation/why-us"
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

[[question]]
id = "why-now"
asker = "recruiter"
question = "Why now?"
shows = "Timing."
"""


@pytest.fixture
def asked(prep: CommandLine) -> CommandLine:
    """Somebody with a bank of their own."""
    folder = prep.home / "banks"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(BANK)
    return prep


def test_every_bank_is_listed(asked: CommandLine):
    """Ours and the user's; a broken file is told of, and hides nothing."""
    (asked.home / "banks" / "broken.toml").write_text(BANK.replace("title =", "titel =", 1))
    ran = asked.here("ask", "list", "--json")

    assert {"motivation", "behavioural", "mine"} <= {row["bank"] for row in ran.data}
    assert next(row for row in ran.data if row["bank"] == "mine") == {
        "bank": "mine",
        "title": "Why here?",
        "questions": 2,
        "answered": 0,
        "due": 0,
    }
    assert "broken.toml:2: titel: unknown key; did you mean 'title'?" in ran.err
    assert "why-now" in asked.here("ask", "list", "mine").out


def test_answers_are_kept_in_versions(asked: CommandLine):
    """From standard input or a file; the same text again is no new version; two are set side by side."""
    (asked.folder / "second.txt").write_text("Because of your work on evaluation.\n")
    first = asked.here("ask", "answer", "mine/why-us", input="Because.\n")
    asked.here("ask", "answer", "mine/why-us", input="Because.\n")
    second = asked.here("ask", "answer", "why-us", "--file", asked.folder / "second.txt", "--company", "Acme", "--json")

    assert first.out.startswith("version 1 kept: 1 word, 0:00 spoken (60 s are asked for)\n")
    assert (second.data["version"], second.data["words"]) == (2, 6)
    shown = asked.here("ask", "show", "mine/why-us")
    assert "version 2, " in shown.out
    assert " for Acme: 6 words" in shown.out
    assert "A concrete trigger." not in shown.out
    assert "A concrete trigger." in asked.here("ask", "show", "mine/why-us", "--strong").out
    changed = asked.here("ask", "diff", "mine/why-us").out
    assert "-Because." in changed
    assert "+Because of your work on evaluation." in changed


def test_an_answer_is_written_in_the_editor(asked: CommandLine):
    """The question stands above the line; what is below it is kept."""
    editor = asked.folder / "editor"
    editor.write_text(f"#!{sys.executable}\nimport sys\nopen(sys.argv[1], 'a').write('From the editor.\\n')\n")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    words = asked.words("ask", "answer", "mine/why-us")
    environment = {**asked.environment, "VISUAL": str(editor)}
    terminal = pexpect.spawn(words[0], words[1:], env=environment, encoding="utf-8", timeout=PATIENCE)
    terminal.expect("version 1 kept: 3 words")
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert asked.here("ask", "show", "mine/why-us", "--json").data["versions"][0]["text"] == "From the editor."


@pytest.mark.parametrize(
    ("words", "code", "says", "advice"),
    [
        (("show", "mine/why-as"), 4, "mine has no question called 'why-as'", "Did you mean `mine/why-us`?"),
        (("show", "zzz"), 4, "there is no question called 'zzz'", "`prep ask list BANK` shows them"),
        (("list", "mnie"), 4, "there is no bank of questions called 'mnie'", "Did you mean `mine`?"),
        (
            ("diff", "mine/why-us"),
            4,
            "there is no version -1 of this answer: there are 0",
            "`prep ask answer mine/why-us`",
        ),
        (("answer", "mine/why-us"), 2, "there is nothing to keep: the answer is empty", "nothing was changed"),
        (("answer", "mine/why-us", "--file", "no"), 4, "no cannot be read", "Give a text file"),
        (("story",), 2, "nothing was written, so nothing was changed", "Give --title"),
        (("story", "--drop"), 2, "which story is to go?", "`prep ask stories` lists them"),
        (("stories", "7"), 4, "there is no one story called '7'", "`prep ask stories` lists them"),
        (("add", "mine"), 2, "a question needs its words", "Give --question and --shows"),
        (("add", "mine", "--question", "Q?", "--shows", "S", "--asker", "boss"), 2, "'boss' asks nothing", "recruiter"),
    ],
)
def test_what_cannot_be_done_is_said(asked: CommandLine, words: tuple[str, ...], code: int, says: str, advice: str):
    """With what to do instead; no traceback, and nothing is kept."""
    ran = asked.here("ask", *words)

    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert advice in ran.err


def test_stories_and_the_questions_that_have_none(asked: CommandLine):
    """A story grows part by part; what it answers is counted off."""
    all_of_them = asked.here("ask", "stories", "--json").data["untold"]
    asked.here("ask", "story", "--title", "The lost run", "--situation", "Year two.", "--answers", all_of_them[0])
    asked.here("ask", "story", "1", "--result", "Three weeks saved.")
    listed = asked.here("ask", "stories", "--json").data

    assert listed["stories"][0]["parts"] == {"situation": "Year two.", "result": "Three weeks saved."}
    assert listed["untold"] == all_of_them[1:]
    assert "task       still empty" in asked.here("ask", "stories", "the lost").out
    assert "the history keeps it" in asked.here("ask", "story", "1", "--drop").out
    assert asked.here("ask", "stories", "--json").data["stories"] == []


@pytest.mark.parametrize("text", ['Say "no" \\ to ü', "a\tb\x7f", "'''", "ends in \\"])
def test_a_question_of_ones_own_is_asked(asked: CommandLine, text: str):
    """Whatever its text has in it, it reads back as it was; an earlier file stays whole."""
    added = asked.here("ask", "add", "mine", "--question", text, "--shows", "Honesty", "--json")
    again = asked.here("ask", "add", "mine", "--question", text, "--shows", "Honesty", "--json")

    assert (added.code, again.code) == (0, 0)
    assert added.data["key"] != again.data["key"]
    shown = asked.here("ask", "show", added.data["key"], "--json").data
    assert json.dumps(shown["question"]) == json.dumps(text.strip())
    assert asked.here("ask", "show", "mine/why-us").code == 0


def test_a_question_for_a_new_bank_makes_it(asked: CommandLine):
    """A bank of one's own begins with its first question."""
    asked.here("ask", "add", "security", "--question", "Who may read the weights?", "--shows", "Least privilege.")

    assert asked.here("ask", "list", "security", "--json").data[0]["key"] == "security/who-may-read-the-weights"


def test_a_broken_bank_is_not_added_to(asked: CommandLine):
    """What is wrong with the file is said, and the file stays as it was."""
    file = asked.home / "banks" / "mine.toml"
    file.write_text(BANK.replace("title =", "titel =", 1))
    before = file.read_bytes()
    ran = asked.here("ask", "add", "mine", "--question", "Q?", "--shows", "S")

    assert ran.code == 3
    assert "titel: unknown key" in ran.err
    assert (file.read_bytes(), os.listdir(file.parent)) == (before, ["mine.toml"])
