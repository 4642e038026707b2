"""A small sound problem on disk, and ways to write it with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SLUG = "stable-softmax"
UUID = "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f"

TOML = f'''\
format = 1
uuid = "{UUID}"
title = "Stable softmax"
kind = "implement"
topic = "numerics"
level = "warm-up"
minutes = 10
entries = ["softmax", "Running"]
skills = ["logsumexp"]

[limits]
call = 1
memory = 512

[[hint]]
says = "What overflows?"

[[hint]]
says = """
Look at exp.
"""

[[hint]]
says = "Subtract the maximum."

[[followup]]
question = "And in half precision?"
answer = "Accumulate in float32."

[[ask]]
question = "Which axis?"
answer = "The last."

[[mistake]]
id = "no-max-subtraction"
says = "The largest logit overflows exp."

[[mistake]]
id = "wrong-axis"
says = "The rows do not sum to one."

[[stage]]
title = "Plain"
statement = "Write softmax."
entries = ["softmax"]

[[stage]]
title = "Streaming"
statement = "Now row by row."
optional = true
'''

STARTER = '''\
def softmax(x):
    """Return the softmax of x."""
    raise NotImplementedError


class Running:
    pass
'''

CHECKS = '''\
import numpy as np
import pytest

from answer import Running, softmax


@pytest.mark.catches("wrong-axis")
def test_rows_sum_to_one():
    """each row sums to one

    whatever its values.
    """
    assert np.allclose(softmax(np.eye(3)).sum(-1), 1)


@pytest.mark.axis("stability")
@pytest.mark.catches("no-max-subtraction")
def test_is_stable():
    """stays finite for logits of a thousand"""
    assert np.isfinite(softmax(np.array([1000.0, 0.0]))).all()


@pytest.mark.stage(2)
def test_streams():
    """gives the same row by row"""
    assert Running()
'''

FILES: Mapping[str, str] = {
    "problem.toml": TOML,
    "statement.md": "# Stable softmax\n\nWrite `softmax`.\n",
    "starter.py": STARTER,
    "solution.py": "def softmax(x):\n    return x\n\n\nclass Running:\n    pass\n",
    "checks.py": CHECKS,
    "mistakes/no-max-subtraction.py": "def softmax(x):\n    return x\n",
    "mistakes/wrong-axis.py": "def softmax(x):\n    return x.T\n",
}


def write_problem(problems: Path, slug: str = SLUG, *, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """A problem's folder inside `problems`; `files` replaces or adds some, and leaves out those that are None."""
    folder = problems / slug
    folder.mkdir(parents=True)
    for name, text in {**FILES, **(files or {})}.items():
        if text is not None:
            file = folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def toml(*changes: tuple[str, str]) -> str:
    """The sound problem.toml with each `(old, new)` replaced, in the first place where it stands."""
    text = TOML
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def line_of(start: str, text: str = TOML) -> int:
    """The number of the first line of a text that begins so."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start))
