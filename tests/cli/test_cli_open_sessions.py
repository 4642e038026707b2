"""One session is open at a time; another waits where it was left, and nothing is lost on the way."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from command_line import PROBLEMS, QUICK, CommandLine


@pytest.mark.parametrize("step", ["submit", "run", "hint", "ask", "next", "reset", "repro"])
def test_without_a_session(prep: CommandLine, step: str):
    """Each step says what starts one; exit code 4, and nothing is made on disk."""
    ran = prep.here("code", step)

    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("error: no session is open\n  `prep code SLUG` starts one.")
    assert not prep.home.exists()


@pytest.mark.parametrize("words", [["finish"], ["solution"], ["solution", "adam"]], ids=" ".join)
def test_nothing_to_end_or_to_show(prep: CommandLine, words: list[str]):
    """The same for what needs a session that was, at least."""
    ran = prep.here("code", *words)

    assert ran.code == 4
    assert "`prep code SLUG` starts one" in ran.err


def test_another_one_is_open(prep: CommandLine):
    """Exit code 2 with the three ways on, from `start` and from a bare slug alike; nothing else was touched."""
    prep.here("code", "start", "adam")
    by_start = prep.here("code", "start", "sdpa")
    by_name = prep.here("code", "sdpa")

    for ran in (by_start, by_name):
        assert (ran.code, ran.out) == (2, "")
        assert "a session on 'adam' is open" in ran.err
        for way in ("`prep code`", "`prep code finish`", "`prep code start sdpa --park`"):
            assert way in ran.err
    assert not (prep.home / "work" / "sdpa").exists()


def test_the_same_one_is_open(prep: CommandLine):
    """Starting it a second time does not throw the answer away."""
    prep.here("code", "start", "adam")
    prep.answer("adam").write_text(QUICK)
    ran = prep.here("code", "start", "adam")

    assert ran.code == 2
    assert "--park" not in ran.err
    assert prep.answer("adam").read_text() == QUICK


def test_a_mistyped_problem_is_said_before_anything_is_parked(prep: CommandLine):
    """The open session stays open."""
    prep.here("code", "start", "adam")
    ran = prep.here("code", "start", "spda", "--park")

    assert ran.code == 4
    assert "`sdpa`" in ran.err
    assert prep.here("history", "list", "--json").data[0]["phase"] == "clarify"
    assert prep.here("code", "hint").code == 0


def test_parking_and_coming_back(prep: CommandLine):
    """The parked one is offered, goes on with its answer and its hints, and is not begun anew."""
    prep.here("code", "start", "adam", "--seed", "5")
    prep.here("code", "hint")
    prep.answer("adam").write_text(QUICK)
    parked = prep.here("code", "start", "sdpa", "--park")
    listed = prep.here("history", "list").out
    prep.here("code", "finish", "--score", "3,3,3,3")
    nothing_open = prep.here("code", "hint")
    back = prep.here("code", "start", "adam", "--interview", "--json")

    assert parked.code == 0
    assert "parked" in listed
    assert "`prep code adam` goes on with the parked one" in nothing_open.err
    assert "note: this goes on with the parked session, as it began" in back.err
    assert (back.data["seed"], back.data["hints"], back.data["mode"]) == (5, 1, "practise")
    assert prep.answer("adam").read_text() == QUICK


def test_the_next_problem_is_chosen_and_the_parked_one_mentioned(prep: CommandLine):
    """A bare `prep code` starts the best next problem and says why; what waits is not forgotten."""
    prep.here("code", "start", "stable-softmax")
    prep.here("code", "start", "adam", "--park")
    prep.here("code", "finish", "--score", "3,3,3,3")
    ran = prep("code", "--plain")

    assert ran.code == 0
    assert "note: stable-softmax is parked; `prep code stable-softmax` goes on with it\n" in ran.err
    assert "the easiest one you have not tried" in ran.err


def test_options_do_not_change_a_session_that_goes_on(prep: CommandLine):
    """`--interview` on an open practice session is not silently ignored."""
    prep.here("code", "start", "adam")
    ran = prep("code", "adam", "--interview", "--plain")

    assert ran.code == 0
    assert "note: options are for a new session" in ran.err
    assert "adam · practise" in ran.out


def test_continue_takes_up_the_answer_of_last_time(prep: CommandLine):
    """After a finish the next session has the starter; with --continue the answer that was archived last."""
    prep.here("code", "start", "adam")
    prep.answer("adam").write_text(QUICK)
    prep.here("code", "finish", "--score", "3,3,3,3")
    prep.here("code", "start", "adam", "--continue")

    assert prep.answer("adam").read_text() == QUICK


def test_a_notebook_session(prep: CommandLine):
    """`--notebook` lays out answer.ipynb; saving the solution there passes."""
    started = prep.here("code", "start", "stable-softmax", "--notebook", "--json")
    notebook = prep.answer(name="answer.ipynb")
    document = json.loads(notebook.read_text())
    document["cells"][0]["source"] = (PROBLEMS / "stable-softmax" / "solution.py").read_text()
    notebook.write_text(json.dumps(document))
    submitted = prep.here("code", "submit", "--json")

    assert started.data["answer"] == str(notebook)
    assert (submitted.code, submitted.data["outcome"]) == (0, "passed")
    assert not prep.answer().exists()


def test_a_lost_answer_comes_back(prep: CommandLine):
    """Deleted between two submissions, it is there again, as it was submitted last."""
    prep.here("code", "start", "stable-softmax")
    prep.answer().write_text(QUICK)
    prep.here("code", "submit")
    prep.answer().unlink()
    ran = prep.here("code", "submit", "--json")

    assert ran.data["outcome"] == "errored"
    assert prep.answer().read_text() == QUICK


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda answer: answer.write_text(""), "answer.py is empty"),
        (lambda answer: answer.write_bytes(b"x = '\xff'"), "is not UTF-8"),
        (lambda answer: (answer.unlink(), answer.mkdir()), "is a directory, not a file"),
        (lambda answer: (answer.unlink(), answer.symlink_to("answer.py")), "leads back to itself"),
    ],
    ids=["empty", "not text", "directory", "link to itself"],
)
def test_what_cannot_be_graded_costs_nothing(prep: CommandLine, spoil, says: str):
    """One sentence, exit code 1, no attempt; `run` and `repro` say the same."""
    prep.here("code", "start", "stable-softmax")
    spoil(prep.answer())
    submitted = prep.here("code", "submit")
    run = prep.here("code", "run")

    assert submitted.code == 1
    assert submitted.out.startswith("not graded: ")
    assert says in " ".join(submitted.out.split())
    assert "this cost no attempt" in submitted.out
    assert run.code == 2
    assert says in run.err
    assert prep.here("history", "show", "--json").data["attempts"] == []


def test_an_interview_from_a_shell(prep: CommandLine):
    """The guess goes before the verdict; without a terminal nobody is asked for it."""
    started = prep.here("code", "start", "stable-softmax", "--interview")
    prep.answer().write_text(QUICK)
    without = prep.here("code", "submit")
    guessed = prep.here("code", "submit", "--guess", "70", "--json")

    assert "prep code submit --guess 70" in started.out
    assert (without.code, without.out) == (2, "")
    assert "`--guess` 10, 30, 50, 70 or 90 per cent" in without.err
    assert (guessed.code, guessed.data["guess"]) == (1, 70)


def test_giving_up_opens_the_solution(prep: CommandLine):
    """With the explicit word alone, and the history says it."""
    prep.here("code", "start", "adam")
    refused = prep.here("code", "solution")
    opened = prep.here("code", "solution", "--give-up")
    prep.here("code", "finish", "--score", "1,1,1,1")

    assert refused.code == 2
    assert "`prep code solution --give-up` gives up (it is recorded)" in refused.err
    assert opened.code == 0
    assert "class Adam" in opened.out
    assert "+++ solution" in opened.out
    assert "gave up" in prep.here("history", "list").out
    assert prep.here("code", "solution", "adam").code == 0


def test_a_problem_that_went_away(prep: CommandLine):
    """A session whose pack is not there any more can still be finished, and the error says so."""
    pack = prep.folder / "pack"
    shutil.copytree(PROBLEMS / "stable-softmax", pack / "problems" / "mine")
    toml = pack / "problems" / "mine" / "problem.toml"
    lines = toml.read_text().splitlines()
    uuid = 'uuid = "0190a6ee-6f7a-7cc3-98c4-dc0c0c073990"'
    toml.write_text("\n".join(uuid if line.startswith("uuid") else line for line in lines))
    prep.here("code", "start", "mine", PREP_CONTENT=str(pack))
    ran = prep.here("code", "submit")
    renamed = pack / "problems" / "renamed"
    toml.parent.rename(renamed)
    found = prep.here("code", "ask", PREP_CONTENT=str(pack))

    assert ran.code == 4
    assert "the problem of the open session is not here: 'mine'" in ran.err
    assert "`prep code finish` ends the session without it" in ran.err
    assert found.code == 0
    assert prep.here("code", "finish", "--score", "2,2,2,2").code == 0


def test_what_a_kill_left_is_shown_as_it_was_left(prep: CommandLine):
    """A sitting that was killed an hour ago: the list shows the time at work, not the hour."""
    prep.here("code", "start", "adam")
    session = prep.here("history", "show", "--json").data["id"]
    from prep.clock import now

    then = now()
    beat = {"about": session, "utc": then.utc.isoformat(), "boot": then.boot}
    ticks = (then.ticks - timedelta(hours=1)).total_seconds()
    (prep.home / "work" / "adam" / ".beat").write_text(json.dumps({**beat, "ticks": ticks}))

    assert "0:00" in prep.here("history", "list").out
