"""The golden answers: each file says in its first lines what the grader must make of it.

`# expect:` the outcome of the verdict (`a or b` where both are right), `# red:` the checks that are not green (`all`,
`some`, `none` or their names; again with `or`), `# says:` a part of what the first of them says. Below come the lines
that make the answer odd: they are graded after those of the reference solution, or by themselves after `# alone`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
PROBLEM = GOLDEN / "problem"


@dataclass(frozen=True)
class Case:
    """A golden answer and what must become of it."""

    name: str
    text: str
    outcomes: tuple[str, ...]
    reds: tuple[str, ...]
    says: str

    def __str__(self) -> str:
        return self.name


def read_case(file: Path) -> Case:
    text = file.read_text(encoding="utf-8")
    said = dict(line.removeprefix("# ").partition(":")[::2] for line in text.splitlines() if line.startswith("# "))
    alone = "alone" in said
    return Case(
        name=file.stem,
        text=text if alone else solution() + "\n\n" + text,
        outcomes=tuple(said["expect"].strip().split(" or ")),
        reds=tuple(said.get("red", "none").strip().split(" or ")),
        says=said.get("says", "").strip(),
    )


def solution() -> str:
    return (PROBLEM / "solution.py").read_text(encoding="utf-8")


CASES = [read_case(file) for file in sorted((GOLDEN / "answers").glob("*.py"))]
