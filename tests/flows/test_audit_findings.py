"""The audit finds what an author gets wrong, and says where; the grader is told what to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk_makers import RIGHT, STARTER, problem_in

from prep.catalogue.problems import read_problem
from prep.errors import PrepError
from prep.flows.audit import UNWRITTEN, audit
from prep.flows.author import write_problem
from prep.grader.submission import Submission
from prep.model.outcome import Outcome
from prep.model.problem import Entry, Form, Limits, Mistake, Problem
from prep.model.verdict import Check, Verdict

MISTAKES = ("adds-one", "halves", "negates", "squares")


@pytest.fixture
def sound(tmp_path: Path) -> Problem:
    """A problem with everything the audit asks for."""
    folder = tmp_path / "double"
    for name in ("mistakes", "accepted"):
        (folder / name).mkdir(parents=True)
    for id in MISTAKES:
        (folder / "mistakes" / f"{id}.py").write_text(f"# {id}\n")
    for name in ("adds", "shifts"):
        (folder / "accepted" / f"{name}.py").write_text(f"# accepted {name}\n{RIGHT}")
    (folder / "statement.md").write_text("# Doubling\n\nWrite `double`.\n")
    return problem_in(folder, mistakes=tuple(Mistake(id, "says") for id in MISTAKES))


def judging(sound: Problem, **verdicts: Verdict) -> Any:
    """A grader that is right about everything, but for the texts that hold these words."""

    def grade(problem: Problem, submission: Submission, **options: Any) -> Verdict:
        text = submission.text
        for word, verdict in verdicts.items():
            if word.replace("_", "-") in text:
                return verdict
        named = [id for id in MISTAKES if f"# {id}" in text]
        if text.endswith(RIGHT):
            return Verdict(Outcome.PASSED, seconds=1.0)
        return Verdict(Outcome.FAILED, mistakes=tuple(named))

    return grade


def found(sound: Problem, **verdicts: Verdict) -> list[str]:
    return [str(finding) for finding in audit(sound, judging(sound, **verdicts), seeds=(1, 2))]


def test_a_sound_problem_is_proved(sound: Problem):
    """Nothing is found."""
    assert found(sound) == []


def test_every_right_answer_is_graded_under_every_seed(sound: Problem):
    """Solution and accepted answers under all of them, the rest under the first."""
    graded: list[tuple[str, int]] = []

    def grade(problem: Problem, submission: Submission, **options: Any) -> Verdict:
        graded.append((submission.name, options["seed"]))
        return judging(sound)(problem, submission, **options)

    audit(sound, grade, seeds=(1, 20, 300), jobs=1)

    assert [seed for name, seed in graded if name == "solution.py"] == [1, 20, 300]
    assert [seed for name, seed in graded if name == "shifts.py"] == [1, 20, 300]
    assert [seed for name, seed in graded if name == "starter.py"] == [1]
    assert len([name for name, _ in graded if name == "answer.py"]) == 4  # identity, zeros, constant, None


def test_a_right_answer_that_fails_is_found(sound: Problem):
    """The check that failed, its words and the seed are said."""
    failing = Verdict(Outcome.FAILED, (Check("test_twice", "", Outcome.FAILED, message="expected 4, got 2"),))

    assert found(sound, accepted=failing)[0] == (
        "double/accepted/adds.py: must pass, and is failed: test_twice: expected 4, got 2 (seed 1)"
    )


def test_a_slow_right_answer_is_found(sound: Problem):
    """Passing is not enough: it must pass within the problem's own limit."""
    slow = Verdict(Outcome.PASSED, seconds=21.0)

    assert "took 21.0 s, more than its 20 s" in found(sound, accepted=slow)[0]


def test_a_starter_that_passes_is_found(sound: Problem):
    """There would be nothing to do."""
    passing = audit(sound, judging(sound, **{STARTER.strip(): Verdict(Outcome.PASSED)}), seeds=(1,))

    assert [str(finding) for finding in passing] == ["double/starter.py: the starter passes (seed 1)"]


@pytest.mark.parametrize("value", ["np.zeros", "1.0", "None\n", "args[0] if args else None"])
def test_a_degenerate_answer_that_passes_is_found(sound: Problem, value: str):
    """Checks that an answer of nothing satisfies check nothing."""

    def grade(problem: Problem, submission: Submission, **options: Any) -> Verdict:
        empty = submission.name == "answer.py" and f"return {value}" in submission.text
        return Verdict(Outcome.PASSED) if empty else judging(sound)(problem, submission, **options)

    (finding,) = audit(sound, grade, seeds=(1,))

    assert finding.file == "checks.py"
    assert "an answer that returns" in finding.message


def test_a_grader_that_breaks_is_not_a_failure(sound: Problem):
    """A starter that could not be judged has not failed."""
    broken = Verdict(Outcome.GRADER_BROKEN, message="no host")
    findings = audit(sound, judging(sound, **{STARTER.strip(): broken}), seeds=(1,))

    assert [finding.message for finding in findings] == ["the starter could not be judged: no host (seed 1)"]


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(Outcome.PASSED), "a known mistake passes"),
        (Verdict(Outcome.FAILED, mistakes=("squares", "halves")), "the verdict names squares, halves"),
        (Verdict(Outcome.FAILED), "the verdict names nothing"),
    ],
)
def test_a_mistake_must_fail_and_be_named_first(sound: Problem, verdict: Verdict, words: str):
    """Each file in mistakes/ is what its name says."""
    (finding,) = found(sound, halves=verdict)

    assert finding.startswith("double/mistakes/halves.py: ")
    assert words in finding


def test_reading_alone_finds_what_is_missing(tmp_path: Path):
    """The statement names every entry; a few mistakes and other right answers are the least."""
    bare = problem_in(tmp_path / "double", entries=(Entry("double"), Entry("triple", Form.CLASS)))

    assert found(bare)[:3] == [
        "double/statement.md: does not name the entry `triple`",
        "double/mistakes/: knows 0 mistakes by name; 4 are the least",
        "double/accepted/: has 0 other right answers; 2 are the least",
    ]


@pytest.mark.parametrize("form", Form)
def test_degenerate_answers_define_every_form(tmp_path: Path, form: Form):
    """Functions, classes, coroutines and iterators: each degenerate answer is Python that runs."""
    problem = problem_in(tmp_path / "double", entries=(Entry("double", form),), limits=Limits())
    texts: list[str] = []

    def grade(problem: Problem, submission: Submission, **options: Any) -> Verdict:
        texts.append(submission.text)
        return Verdict(Outcome.FAILED)

    audit(problem, grade, seeds=(1,), jobs=1)

    for text in texts[-4:]:
        names: dict[str, Any] = {}
        exec(compile(text, "answer.py", "exec"), names)
        assert "double" in names


def test_a_new_problem_reads_and_is_unfinished(tmp_path: Path):
    """`prep code new` writes a problem that loads, and whose every ✎ the audit finds, with its line."""
    files = write_problem(tmp_path / "my-problem")
    problem = read_problem(tmp_path / "my-problem")
    marked = {
        f"{file.relative_to(problem.folder)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if UNWRITTEN in line
    }

    def never(*_: Any, **__: Any) -> Verdict:
        raise AssertionError("an unfinished problem is not graded")

    findings = audit(problem, never)

    unwritten = {finding.file for finding in findings if "still to be written" in finding.message}
    assert unwritten == marked
    assert {file.split(":")[0] for file in unwritten} == {str(file.relative_to(problem.folder)) for file in files}


def test_two_new_problems_are_two(tmp_path: Path):
    """Each gets a uuid of its own."""
    for slug in ("one", "two"):
        write_problem(tmp_path / slug)

    assert read_problem(tmp_path / "one").uuid != read_problem(tmp_path / "two").uuid


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path):
    """In words, and with a way out."""
    (tmp_path / "file").write_text("")

    with pytest.raises(PrepError, match="could not be written") as refused:
        write_problem(tmp_path / "file" / "my-problem")
    assert refused.value.hint
