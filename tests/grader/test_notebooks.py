"""Notebooks are input: their code cells are graded like the same lines in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden_cases import solution

from prep.grader.submission import Submission, read_submission
from prep.grader.supervise import grade
from prep.model.outcome import Outcome
from prep.model.problem import Problem


def notebook(*cells: str | list[str], **more: object) -> bytes:
    """A notebook of format 4 with these code cells, a page of text between them."""
    code = [
        {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": cell} for cell in cells
    ]
    text = {"cell_type": "markdown", "metadata": {}, "source": "def double(x): return 'not code'"}
    return json.dumps(
        {"cells": [text, *code, text], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more
    ).encode()


def read(folder: Path, raw: bytes, name: str = "answer.ipynb") -> Submission:
    (folder / name).write_bytes(raw)
    return read_submission(folder / name)


def test_a_notebook_gets_the_verdict_of_its_lines(golden: Problem, tmp_path: Path):
    """Cells in order, magics and shell lines among them, come out as the same lines in a file do."""
    first, second = solution().split("def triple")
    raw = notebook("%matplotlib inline\n!pip install something\n" + first, ["def triple", *second.splitlines(True)])

    submission = read(tmp_path, raw)
    verdict = grade(golden, submission, seed=7)

    assert submission.note == "2 notebook commands left out"
    assert verdict.passed
    assert [check.message for check in verdict.checks] == [""] * len(golden.checks)


def test_a_wrong_notebook_fails_like_its_lines(golden: Problem, tmp_path: Path):
    """The outcome, the messages and the mistake are those of the same lines in a file."""
    text = (golden.folder / "mistakes" / "edits-input.py").read_text()
    (tmp_path / "answer.py").write_text(text)

    by_cells = grade(golden, read(tmp_path, notebook(text)), seed=7)
    by_lines = grade(golden, read_submission(tmp_path / "answer.py"), seed=7)

    assert by_cells.checks == by_lines.checks
    assert by_cells.mistakes == by_lines.mistakes == ("edits-input",)


@pytest.mark.parametrize(
    ("cell", "code", "commands"),
    [
        ("x = 1", "x = 1", 0),
        ("%time\nx = 1", "pass\nx = 1", 1),
        ("if True:\n    !ls\n", "if True:\n    pass\n", 1),
        ("np.exp?\nx = 1", "pass\nx = 1", 1),
        ("?np.exp\nnp.exp??", "pass\npass", 2),
        ("files = !ls\nx = 1", "pass\nx = 1", 1),
        ("%%bash\nls -l |\n  wc", "pass", 1),
        ("\n%%html\n<b>x</b>", "pass", 1),
        ("%%time\nx = 1", "pass\nx = 1", 1),
        ("%%timeit -n 3\nx = 1", "pass\nx = 1", 1),
        ("y = (3\n     % x)", "y = (3\n     % x)", 0),
        ("%pylab\ny = (3\n     % x)", "pass\ny = (3\n     % x)", 1),
        ('%pylab\ns = """\n%d\n!s\n"""', 'pass\ns = """\n%d\n!s\n"""', 1),
        ("!ls\n# what is x?", "pass\n# what is x?", 1),
        ("a = b\n%", "a = b\npass", 1),
    ],
)
def test_what_only_a_notebook_understands_is_left_out(cell: str, code: str, commands: int, tmp_path: Path):
    """Commands become `pass`, cells of other languages go as a whole, and Python that looks like one stays."""
    submission = read(tmp_path, notebook(cell, "z = 1"))

    assert submission.text == f"{code}\n\nz = 1\n"
    assert submission.note == (f"{commands} notebook command{'s' if commands > 1 else ''} left out" if commands else "")


NOT_NOTEBOOKS = {
    "broken": (b'{"cells": [', "is not a notebook (its JSON does not parse)"),
    "empty file": (b"", "is not a notebook (its JSON does not parse)"),
    "Python": (b"def double(x):\n    return 2 * x\n", "is not a notebook (its JSON does not parse)"),
    "bytes": (b"\xff\xfe\x00\x01", "is not a notebook (its JSON does not parse)"),
    "nested too deep": (b"[" * 100_000, "is not a notebook (its JSON does not parse)"),
    "a number too long": (b'{"cells": ' + b"1" * 5000 + b"}", "is not a notebook (its JSON does not parse)"),
    "format 3": (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "is not a notebook of format 4"),
    "a list": (b"[1, 2]", "is not a notebook of format 4"),
    "cells that are none": (b'{"cells": null}', "is not a notebook of format 4"),
    "cells of numbers": (b'{"cells": [1]}', "is not a notebook of format 4"),
    "a cell without code": (b'{"cells": [{"cell_type": "code"}]}', "is not a notebook of format 4"),
    "code that is a number": (b'{"cells": [{"cell_type": "code", "source": 3}]}', "is not a notebook of format 4"),
    "code of numbers": (b'{"cells": [{"cell_type": "code", "source": [3]}]}', "is not a notebook of format 4"),
    "no cells": (notebook(), "is empty"),
    "empty cells": (notebook("", " \n"), "is empty"),
    "NUL": (notebook("x = '\0'"), "is not text (it holds NUL bytes)"),
    "half a character": (notebook("x = '\ud800'"), "is not text (it holds half of a surrogate pair)"),
    "huge code": (notebook("#" * (2**20 + 1)), "is larger than 1 MiB"),
    "huge": (b" " * (16 * 2**20 + 1), "is larger than 16 MiB"),
}


@pytest.mark.parametrize(("raw", "says"), NOT_NOTEBOOKS.values(), ids=NOT_NOTEBOOKS)
def test_what_is_no_notebook_is_said_in_one_phrase(raw: bytes, says: str, golden: Problem, tmp_path: Path):
    """Broken JSON, other formats and notebooks without code are not gradable, and nothing is raised."""
    submission = read(tmp_path, raw)

    assert says in submission.refused
    assert grade(golden, submission).outcome is Outcome.NOT_GRADABLE


def test_outputs_are_never_looked_at(tmp_path: Path):
    """Pictures, HTML and scripts that a notebook shows have no part in what is graded."""
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [{"data": {"text/html": "<script>x</script>" * 10**5}}]}

    submission = read(tmp_path, json.dumps({"cells": [cell]}).encode(), "ANSWER.IPYNB")

    assert submission.text == "x = 1\n"
