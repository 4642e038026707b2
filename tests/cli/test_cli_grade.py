"""`prep code grade`: any files against a problem, without a session."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest
from command_line import LOOPING, QUICK, SOFTMAX, CommandLine, processes_of, until

KEYS = {"file", "outcome", "seconds", "checks", "mistakes", "likeness", "isolation", "output", "seed", "message"}


def test_one_answer_that_passes(prep: CommandLine):
    """Exit code 0, the keys that DESIGN promises, and no trace of a session."""
    ran = prep("code", "grade", "stable-softmax", SOFTMAX / "solution.py", "--json", "--seed", "3")
    (verdict,) = ran.data

    assert (ran.code, ran.err) == (0, "")
    assert ran.envelope["command"] == "code grade"
    assert set(verdict) == KEYS
    assert (verdict["outcome"], verdict["seed"]) == ("passed", 3)
    assert set(verdict["checks"][0]) == {"id", "title", "outcome", "axis", "stage", "message"}
    assert not prep.home.exists()


def test_several_files_keep_their_order(prep: CommandLine):
    """Whatever is graded at the same time: one answer a file, as they were named; 0 only if all pass."""
    (prep.folder / "quick.py").write_text(QUICK)
    files = ["quick.py", str(SOFTMAX / "solution.py"), "missing.py"]
    ran = prep.here("code", "grade", "stable-softmax", prep.folder / "quick.py", *files[1:], "--jobs", "3", "--json")

    assert ran.code == 1
    assert [verdict["outcome"] for verdict in ran.data] == ["errored", "passed", "not_gradable"]
    assert [verdict["file"] for verdict in ran.data] == [str(prep.folder / "quick.py"), *files[1:]]
    assert len({verdict["seed"] for verdict in ran.data}) == 1


def test_several_files_as_lines(prep: CommandLine):
    """Each verdict stands under the name of its file, made safe to show."""
    (prep.folder / "quick.py").write_text(QUICK)
    odd = prep.folder / "odd\x1b[31m.py"
    odd.write_text("")
    ran = prep.here("code", "grade", "stable-softmax", prep.folder / "quick.py", odd)

    assert ran.code == 1
    assert f"{prep.folder}/quick.py\nnot passed: " in ran.out.replace("\n/", "/")
    assert "not graded: odd\\x1b[31m.py is empty" in ran.out
    assert "\x1b" not in ran.out


def test_a_notebook_is_graded_as_its_code(prep: CommandLine):
    """Code cells in order, magics left out: the same verdict as the script."""
    cells = [
        {"cell_type": "markdown", "source": ["# My answer"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", (SOFTMAX / "solution.py").read_text()]},
    ]
    (prep.folder / "answer.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}))
    ran = prep.here("code", "grade", "stable-softmax", prep.folder / "answer.ipynb", "--json")

    assert ran.code == 0
    assert ran.data[0]["outcome"] == "passed"


@pytest.mark.parametrize("how", ["one", "many"])
def test_ctrl_c_ends_a_grading_at_once(prep: CommandLine, how: str):
    """Within two seconds, with exit code 130, one calm sentence, and no process or file left."""
    (prep.folder / "looping.py").write_text(LOOPING)
    files = ["looping.py"] if how == "one" else ["looping.py"] * 3 + ["--jobs", "2"]
    # A group of its own, as a shell gives it: Ctrl-C reaches the command, not the tests.
    grading = prep.start("code", "grade", "stable-softmax", *files, start_new_session=True)
    until(lambda: len(processes_of(prep.folder)) >= 4, "the grading")
    began = time.monotonic()
    os.killpg(grading.pid, signal.SIGINT)
    out, err = grading.communicate(timeout=20)
    took = time.monotonic() - began

    assert grading.returncode == 130
    assert took < 2
    assert out == ""
    assert err.strip() == "stopped\n  Nothing that was announced is lost."
    until(lambda: not processes_of(prep.folder), "the end of every process")
    assert list(prep.folder.glob("prep-*")) == []


def test_a_polite_kill_leaves_nothing_behind(prep: CommandLine):
    """A shutdown ends the children too, and takes their files away."""
    (prep.folder / "looping.py").write_text(LOOPING)
    grading = prep.start("code", "grade", "stable-softmax", "looping.py")
    until(lambda: len(processes_of(prep.folder)) >= 4, "the grading")
    grading.send_signal(signal.SIGTERM)
    _, err = grading.communicate(timeout=20)

    assert grading.returncode == 128 + signal.SIGTERM
    assert err == ""
    until(lambda: not processes_of(prep.folder), "the end of every process")
    assert list(prep.folder.glob("prep-*")) == []


def test_ctrl_c_ends_a_run(prep: CommandLine):
    """`prep code run` of a program that does not end: the same."""
    prep.here("code", "start", "stable-softmax")
    prep.answer().write_text("print('here', flush=True)\nwhile True:\n    pass\n")
    running = prep.start("code", "run", start_new_session=True)
    until(lambda: len(processes_of(prep.folder)) >= 2, "the run")
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=20)

    assert running.returncode == 130
    until(lambda: not processes_of(prep.folder), "the end of every process")


def test_a_submission_that_is_interrupted_is_kept(prep: CommandLine):
    """Ctrl-C in the middle of `prep code submit`: the text is in the history, no attempt was counted."""
    prep.here("code", "start", "stable-softmax")
    prep.answer().write_text(LOOPING)
    submitting = prep.start("code", "submit", start_new_session=True)
    until(lambda: len(processes_of(prep.folder)) >= 4, "the grading")
    os.killpg(submitting.pid, signal.SIGINT)
    submitting.communicate(timeout=20)
    shown = prep.here("history", "show", "--text", "--json").data

    assert submitting.returncode == 130
    assert [(attempt["text"], attempt["verdict"]) for attempt in shown["attempts"]] == [(LOOPING, None)]
    until(lambda: not processes_of(prep.folder), "the end of every process")


def test_a_reader_who_has_seen_enough(prep: CommandLine):
    """`| head -1` brings no traceback, and the exit code is still the verdict's."""
    (prep.folder / "quick.py").write_text(QUICK)
    codes = {}
    for words in (
        ("--help",),
        ("code", "list"),
        ("code", "grade", "stable-softmax", "quick.py"),
    ):
        read, write = os.pipe()
        os.close(read)
        ran = subprocess.run(
            prep.words(*words),
            stdout=write,
            stderr=subprocess.PIPE,
            env=prep.environment,
            cwd=prep.folder,
            text=True,
            check=False,
        )
        os.close(write)
        codes[" ".join(words)] = ran.returncode

        assert ran.stderr == "", words
    assert list(codes.values()) == [0, 0, 1]
