"""The same checks and the same answers, for graders that know nothing of `prep`.

The problem's own `checks.py` is translated, not written again, so that everybody does the same work: the answer
is called where it was called across the wall, and what the checks import of `prep` comes with them.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from prep.catalogue.problems import find_problem
from prep.checking import compare
from prep.model.problem import Problem
from prep.places import own_content

SLUG = "stable-softmax"
MISTAKE = "global-max"
"""A wrong answer that a grader must not give full marks."""
LOCAL = "place = fetch = lambda value: value\n"
CALL = '''

def run_check(check, answer):
    """Call one check on the answer."""
    globals()["softmax"] = answer
    check(*[np.random.default_rng(0)] * check.__code__.co_argcount)
'''


@dataclass(frozen=True)
class Material:
    """One problem with a right answer and a wrong one, and its checks in two translations."""

    problem: Problem
    right: str
    wrong: str
    closeness: str
    """The comparisons that the checks use, as a module of their own."""
    for_pytest: str
    """The checks as a test file beside `answer.py` and `closeness.py`."""
    plain: str
    """All in one text without pytest: the comparisons, the checks, and `run_check(check, answer)`."""
    checks: tuple[str, ...]


def read_material() -> Material:
    """The material of the one problem that all figures are about."""
    problem = find_problem((own_content(),), SLUG)
    text = (problem.folder / "checks.py").read_text(encoding="utf-8")
    comparisons = re.sub(r"^from prep\.\S+ import (\w+)$", r"class \1: ...", inspect.getsource(compare), flags=re.M)
    imported = re.search(r"^from prep\.checking import .*\n", text, re.M)
    assert imported is not None
    assert "import prep" not in comparisons
    assert "from prep" not in comparisons
    names = ", ".join(sorted({*re.findall(r"assert_\w+", imported[0])}))
    for_pytest = text.replace(imported[0], f"from closeness import {names}\n\n{LOCAL}")
    for_pytest += "\n\n@pytest.fixture\ndef rng():\n    return np.random.default_rng(0)\n"
    plain = re.sub(r"^(@pytest|import pytest|from answer|from __future__).*\n", "", text, flags=re.M)
    plain = comparisons.replace("from __future__ import annotations\n", "") + plain.replace(imported[0], LOCAL) + CALL
    return Material(
        problem=problem,
        right=(problem.folder / "solution.py").read_text(encoding="utf-8"),
        wrong=(problem.folder / "mistakes" / f"{MISTAKE}.py").read_text(encoding="utf-8"),
        closeness=comparisons,
        for_pytest=for_pytest,
        plain=plain,
        checks=tuple(spec.id for spec in problem.checks),
    )
