"""A new problem: the folder an author fills in. Every line that needs a hand carries the sign ✎."""

from __future__ import annotations

import uuid
from pathlib import Path

from prep.errors import PrepError

PROBLEM = """\
# What prep must know of this problem. `prep code audit` says what is missing.
format = 1
uuid = "{uuid}"                  # stays when the folder is renamed
title = "✎ a few words"
kind = "implement"               # implement, debug, vectorise, refactor or extend
topic = "numerics"
level = "core"                   # warm-up, core or hard
minutes = 20                     # as in an interview
entries = ["answer_me"]          # what checks.py imports from `answer`; starter.py defines them all
skills = ["broadcasting"]

# [limits]                       # only where the defaults do not fit
# call = 2.0                     # seconds a call, a check, a submission; memory in MiB
# check = 5.0
# submission = 20.0
# memory = 1024

[[hint]]                         # three, rising: a nudge, the idea, nearly the code
says = "✎ a nudge"

[[hint]]
says = "✎ the idea"

[[hint]]
says = "✎ nearly the code"

[[ask]]                          # what a good candidate asks before coding, and the convention
question = "✎ what should happen when ...?"
answer = "✎ the convention"

[[followup]]                     # asked after a pass
question = "✎ what does it cost in time and memory?"
answer = "✎ what a strong answer says"

[[mistake]]                      # one for each file in mistakes/, said to the candidate
id = "returns-input"
says = "✎ the input comes back unchanged"
"""

STATEMENT = """\
# ✎ A few words

✎ What to write, and why it matters, in two sentences. Define `answer_me`.

```python
def answer_me(x: np.ndarray) -> np.ndarray:
```

✎ Every convention a check relies on: shapes, dtypes, axes, ties, boundaries, tolerances, whether inputs may change.
"""

STARTER = '''\
import numpy as np


def answer_me(x: np.ndarray) -> np.ndarray:
    """✎ One sentence; shapes in and out."""
    return x


if __name__ == "__main__":
    print(answer_me(np.arange(3.0)))
'''

SOLUTION = '''\
import numpy as np


def answer_me(x: np.ndarray) -> np.ndarray:
    """✎ As a strong candidate writes it in the minutes given; here, doubling."""
    return 2 * x
'''

CHECKS = '''\
"""✎ What these checks rest on: properties first, then brute force on tiny inputs, then golden values."""

import numpy as np
import pytest
from answer import answer_me

from prep.checking import assert_close, fetch, place


@pytest.mark.catches("returns-input")
def test_doubles(rng):
    """✎ the title of the check, said of the answer: gives twice its input"""
    x = rng.normal(size=(3, 4))

    assert_close(answer_me(x), 2 * x, rtol=1e-12, because="each element counts twice (hint 1)")


@pytest.mark.axis("side_effects")
def test_input_is_left_alone(rng):
    """leaves the caller's array as it was"""
    x = rng.normal(size=3)
    placed = place(x)

    answer_me(placed)

    assert np.array_equal(fetch(placed), x), "the argument was changed in place"
'''

MISTAKE = """\
# ✎ One hallmark wrong answer, as somebody would really write it.
def answer_me(x):
    return x
"""

ACCEPTED = """\
# ✎ Another right answer, in a really different style.
def answer_me(x):
    return x + x
"""


def write_problem(folder: Path) -> list[Path]:
    """Write the files of a new problem into `folder`, which must not exist."""
    texts = {
        "problem.toml": PROBLEM.replace("{uuid}", str(uuid.uuid4())),
        "statement.md": STATEMENT,
        "starter.py": STARTER,
        "solution.py": SOLUTION,
        "checks.py": CHECKS,
        "mistakes/returns-input.py": MISTAKE,
        "accepted/adds.py": ACCEPTED,
    }
    try:
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PrepError(
            f"{error.filename} could not be written: {error.strerror}", hint="Choose another folder."
        ) from error
    return [folder / name for name in texts]
