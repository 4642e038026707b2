"""One session from a shell, step by step: what is said, where, and with which exit code."""

from __future__ import annotations

import fcntl
import json
import os
import re
from pathlib import Path

import pytest
from command_line import ESCAPE, CommandLine, Ran

STEPS = (
    "start",
    "submit starter",
    "hint",
    "ask",
    "next too early",
    "solution too early",
    "submit mistake",
    "repro",
    "run",
    "reset",
    "submit solution",
    "next stage",
    "next",
    "next answer",
    "solution",
    "finish",
    "finish with a wrong score",
    "finish with a score",
    "history list",
    "history show",
    "list",
    "show",
)


def session(folder: Path, *form: str) -> dict[str, Ran]:
    """Every step of a session with what it said."""
    prep = CommandLine(folder)
    told: dict[str, Ran] = {}

    def step(name: str, *words: str) -> None:
        told[name] = prep.here(*words, *form)

    step("start", "code", "start", "stable-softmax", "--seed", "7")
    step("submit starter", "code", "submit")
    step("hint", "code", "hint")
    step("ask", "code", "ask")
    step("next too early", "code", "next")
    step("solution too early", "code", "solution")
    prep.save("mistakes/global-max.py")
    step("submit mistake", "code", "submit")
    step("repro", "code", "repro")
    prep.answer().write_text("print('by hand:', 6 * 7)\n")
    step("run", "code", "run")
    step("reset", "code", "reset")
    prep.save("solution.py")
    step("submit solution", "code", "submit", "--guess", "90")
    step("next stage", "code", "next")
    step("next", "code", "next")
    step("next answer", "code", "next", "--answer")
    step("solution", "code", "solution")
    step("finish", "code", "finish")
    step("finish with a wrong score", "code", "finish", "--score", "9")
    step("finish with a score", "code", "finish", "--score", "3,4,2,1", "--note", "spoke too little")
    step("history list", "history", "list")
    step("history show", "history", "show")
    step("list", "code", "list", "--done")
    step("show", "code", "show", "stable-softmax")
    return told


def once(name: str, factory: pytest.TempPathFactory, *form: str) -> dict[str, Ran]:
    """The session, played by whichever worker comes first and read by the others."""
    folder = factory.getbasetemp() if os.environ.get("PYTEST_XDIST_WORKER") is None else factory.getbasetemp().parent
    kept = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            (folder / name).mkdir()
            told = session(folder / name, *form)
            kept.write_text(json.dumps({step: [ran.code, ran.out, ran.err] for step, ran in told.items()}))
    return {step: Ran(*ran) for step, ran in json.loads(kept.read_text()).items()}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """A session as lines."""
    return once("lines", tmp_path_factory)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The same session as JSON."""
    return once("answers", tmp_path_factory, "--json")


REFUSED = {"next too early": 2, "solution too early": 2, "finish with a wrong score": 2}
NOT_PASSED = {"submit starter": 1, "submit mistake": 1}


@pytest.mark.parametrize("step", STEPS)
def test_exit_codes(lines: dict[str, Ran], answers: dict[str, Ran], step: str):
    """0 done or passed, 1 not passed, 2 asked for something that is not due; as lines and as JSON."""
    expected = {**REFUSED, **NOT_PASSED}.get(step, 0)

    assert lines[step].code == answers[step].code == expected, lines[step].err + answers[step].err


@pytest.mark.parametrize("step", STEPS)
def test_no_escape_codes_in_a_pipe(lines: dict[str, Ran], answers: dict[str, Ran], step: str):
    """What is read by a program, or a screen reader, is text."""
    for ran in (lines[step], answers[step]):
        assert ESCAPE not in ran.out + ran.err


@pytest.mark.parametrize("step", STEPS)
def test_the_answer_is_on_stdout_and_the_rest_on_stderr(lines: dict[str, Ran], step: str):
    """A step that is done says so on stdout alone; a refusal is two lines on stderr, and stdout stays empty."""
    ran = lines[step]

    if step in REFUSED:
        assert ran.out == ""
        assert ran.err.startswith("error: ")
        assert len(ran.err.splitlines()) == 2
    else:
        assert ran.out.strip()
        assert ran.err == ""


@pytest.mark.parametrize("step", [step for step in STEPS if step not in REFUSED])
def test_every_answer_has_its_envelope(answers: dict[str, Ran], step: str):
    """`--json` is one object on one line: format, command, data; nothing else is on stdout."""
    envelope = answers[step].envelope

    assert set(envelope) == {"format", "command", "data"}
    assert envelope["format"] == 1
    words = step.removeprefix("history ").split()
    group = "history" if step.startswith("history") else "code"
    assert envelope["command"] == f"{group} {words[0]}"


@pytest.mark.parametrize("step", REFUSED)
def test_a_refusal_is_json_too(answers: dict[str, Ran], step: str):
    """A script reads the same two sentences and the exit code; a human has them on stderr."""
    envelope = answers[step].envelope

    assert envelope["format"] == 1
    assert envelope["error"]["exit_code"] == 2
    assert envelope["error"]["message"] in answers[step].err
    assert envelope["error"]["hint"]


def test_start_says_where_to_read_and_edit(lines: dict[str, Ran]):
    """Each path is whole on its line, however long, so that it can be copied."""
    shown = lines["start"].out

    assert "stable-softmax · practise · clarify · 10:00 left" in shown
    assert any(
        line.startswith("read ") and line.endswith("/stable-softmax/statement.md") for line in shown.splitlines()
    )
    assert any(line.startswith("edit ") and line.endswith("/stable-softmax/answer.py") for line in shown.splitlines())
    assert "prep code submit" in shown


def test_a_failure_is_in_words(lines: dict[str, Ran]):
    """The count, the red check, the likely mistake, the next step and the time left."""
    shown = lines["submit mistake"].out

    assert shown.startswith("not passed: 11 of 12 checks")
    assert "gives the results of global-max on 1 of 1 input: " in shown
    assert "next: begin with the first red check. `prep code hint` opens hint 2 of 3." in shown
    assert "2 attempts, 9:" in shown


def test_a_pass_names_the_next_step(lines: dict[str, Ran]):
    """Nothing advances by itself."""
    assert lines["submit solution"].out.startswith("passed: 12 of 12 checks")
    assert "`prep code next` opens stage 2 of 2" in lines["submit solution"].out


def test_run_shows_what_the_answer_prints(lines: dict[str, Ran], answers: dict[str, Ran]):
    """The answer as a script, nothing graded."""
    assert lines["run"].out == "by hand: 42\n"
    assert answers["run"].data["output"] == "by hand: 42\n"


def test_repro_writes_a_program(answers: dict[str, Ran]):
    """The first red check, in a file beside the answer."""
    data = answers["repro"].data

    assert data["check"] == "test_rows_far_apart"
    assert data["file"].endswith("/stable-softmax/repro_rows_far_apart.py")


def test_a_follow_up_is_asked_before_it_is_answered(answers: dict[str, Ran]):
    """`next` opens the optional stage; then it has the question alone, and `next --answer` a strong answer."""
    assert (answers["next stage"].data["stage"], answers["next stage"].data["of"]) == (2, 2)
    assert set(answers["next"].data) == {"number", "of", "question"}
    assert answers["next answer"].data["question"] == answers["next"].data["question"]
    assert answers["next answer"].data["answer"]


def test_the_solution_is_compared_with_the_answer(answers: dict[str, Ran]):
    """Both texts, and whether it was given up."""
    data = answers["solution"].data

    assert data["solution"] == data["yours"]
    assert not data["gave_up"]


def test_marks_come_before_the_measured_ones(lines: dict[str, Ran]):
    """The finish shows the rubric and no measured fact; with the score both stand side by side."""
    assert "measured" in lines["finish"].out.splitlines()[0]
    assert "passed at" not in lines["finish"].out
    assert "prep code finish --score" in lines["finish"].out
    scored = lines["finish with a score"].out
    assert "Problem solving      3         3" in scored
    assert re.search(r"passed at \d+:\d\d; \d+:\d\d of 10:00", scored)
    assert "3 attempts, 1 hint." in scored


def test_everything_is_read_back(answers: dict[str, Ran]):
    """The list has the session, and one in full has its attempts with guesses and verdicts."""
    (listed,) = answers["history list"].data
    shown = answers["history show"].data

    assert (listed["number"], listed["id"], listed["passed"]) == (1, shown["id"], True)
    assert shown["self_score"]["marks"] == {"problem-solving": 3, "code": 4, "communication": 2, "testing": 1}
    assert shown["self_score"]["note"] == "spoke too little"
    assert [attempt["guess"] for attempt in shown["attempts"]] == [None, None, 90]
    assert [attempt["verdict"]["outcome"] for attempt in shown["attempts"]] == ["failed", "failed", "passed"]
    assert shown["attempts"][1]["verdict"]["mistakes"] == ["global-max"]
    assert shown["seed"] == 7
    assert shown["hints"] == shown["asks"] == shown["follow_ups"] == 1


def test_a_pass_is_in_the_list_of_problems(answers: dict[str, Ran]):
    """`code list --done` has it, and `code show` says it."""
    assert [(problem["slug"], problem["passed"]) for problem in answers["list"].data] == [("stable-softmax", True)]
    assert answers["show"].data["passed"]


def test_the_same_steps_as_processes(prep: CommandLine):
    """Each step is a program of its own: the history is all they share."""
    started = prep("code", "start", "stable-softmax")
    again = prep("code", "start", "adam")
    prep.answer().write_text("def softmax(x, axis=-1):\n    return None\n")
    submitted = prep("code", "submit")
    finished = prep("code", "finish", "--score", "1,1,1,1", "--json")

    assert [ran.code for ran in (started, again, submitted, finished)] == [0, 2, 1, 0]
    assert (started.err, again.out, submitted.err) == ("", "", "")
    assert "`prep code start adam --park` sets it aside" in again.err
    assert finished.data["attempts"][0]["verdict"]["outcome"] == "failed"
