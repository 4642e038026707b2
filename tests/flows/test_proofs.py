"""A proof holds for as long as nothing that it rests on has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from prep.flows.proofs import Proofs, mark
from prep.model.problem import Problem

SEEDS = (1, 2)


@pytest.fixture
def proofs(tmp_path: Path) -> Proofs:
    return Proofs(tmp_path / "proofs")


def kept(proofs: Proofs, problem: Problem) -> Problem:
    problem.folder.mkdir(parents=True, exist_ok=True)
    (problem.folder / "checks.py").write_text("x = 1\n")
    proofs.keep(problem, SEEDS, mark(problem, SEEDS))
    return problem


def test_holds_while_nothing_changes(proofs: Proofs, problem: Problem):
    """What was proved need not be proved again, under the same seeds."""
    kept(proofs, problem)

    assert proofs.hold(problem, SEEDS)
    assert not proofs.hold(problem, (1, 2, 3))


@pytest.mark.parametrize("file", ["checks.py", "mistakes/new.py", "given/data.bin"])
def test_a_changed_file_ends_it(proofs: Proofs, problem: Problem, file: str):
    """Any byte of any file of the problem, old or new, ends the proof."""
    kept(proofs, problem)

    (problem.folder / file).parent.mkdir(exist_ok=True)
    (problem.folder / file).write_text("x = 2\n")

    assert not proofs.hold(problem, SEEDS)


def test_a_changed_grader_ends_it(proofs: Proofs, problem: Problem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Another grader has to prove it itself."""
    kept(proofs, problem)

    (tmp_path / "grader.py").write_text("x = 2\n")
    monkeypatch.setattr("prep.flows.proofs.PACKAGE", tmp_path)

    assert not proofs.hold(problem, SEEDS)


def test_a_change_during_the_audit_is_not_covered(proofs: Proofs, problem: Problem):
    """The proof is of the content the audit began with; changed meanwhile, nothing is kept."""
    kept(proofs, problem)
    proved = mark(problem, SEEDS)

    (problem.folder / "checks.py").write_text("x = 3\n")
    proofs.keep(problem, SEEDS, proved)

    assert not proofs.hold(problem, SEEDS)


def test_a_torn_proof_is_none(proofs: Proofs, problem: Problem):
    """What cannot be read proves nothing, and stops nobody."""
    kept(proofs, problem)
    (proofs.folder / problem.slug).write_bytes(b"\xff\xfe")

    assert not proofs.hold(problem, SEEDS)


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path, problem: Problem):
    """Where nothing can be kept, the audit goes on without."""
    (tmp_path / "file").write_text("in the way")
    proofs = Proofs(tmp_path / "file")

    kept(proofs, problem)

    assert not proofs.hold(problem, SEEDS)
