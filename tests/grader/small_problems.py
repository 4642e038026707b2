"""Problems of a few lines, written for one test."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent

from prep.catalogue.forms import forms_in
from prep.model.problem import CheckSpec, Entry, Kind, Level, Limits, Problem, Stage

LIMITS = Limits(call=1.0, check=2.0, submission=30.0, memory=512)
IMPORTS = "import numpy as np\nimport pytest\n"


def small_problem(
    folder: Path,
    checks: str,
    *,
    starter: str = "def answer():\n    pass\n",
    limits: Limits = LIMITS,
    names: list[str] | None = None,
    stages: tuple[Stage, ...] = (),
) -> Problem:
    """A problem with these checks; its manifest lists them as they stand, or `names`."""
    folder.mkdir(parents=True, exist_ok=True)
    checks = IMPORTS + dedent(checks)
    (folder / "checks.py").write_text(checks, encoding="utf-8")
    forms = forms_in(ast.parse(dedent(starter)))
    return Problem(
        slug="small",
        uuid="019ab0d2-8c11-7d3e-9a64-0c5f7e21b3aa",
        title="Small",
        kind=Kind.IMPLEMENT,
        topic="the grader",
        level=Level.WARM_UP,
        minutes=5,
        entries=tuple(Entry(name, form) for name, form in forms.items()),
        statement="",
        starter=dedent(starter),
        folder=folder,
        checks=tuple(CheckSpec(name, name) for name in (checks_in(checks) if names is None else names)),
        stages=stages,
        limits=limits,
    )


def checks_in(source: str) -> list[str]:
    try:
        nodes = ast.parse(source).body
    except SyntaxError:
        return ["test_it"]
    return [node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
