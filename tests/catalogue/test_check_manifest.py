from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_folders import CHECKS

from prep.catalogue.manifest import Known, read_manifest
from prep.catalogue.sources import Source
from prep.model.problem import Axis, CheckSpec

KNOWN = Known(mistakes=("no-max-subtraction", "wrong-axis"), stages=2)
SECOND = '@pytest.mark.stage(2)\n@pytest.mark.catches("no-max-subtraction", "wrong-axis")\ndef test_z():\n    "z"\n'


def manifest(text: str, known: Known = KNOWN) -> tuple[tuple[CheckSpec, ...], list[str]]:
    specs, faults = read_manifest(Source(Path("checks.py"), text, ast.parse(text)), known)
    return specs, [str(fault) for fault in faults]


def test_checks_are_read_without_running_them():
    """Ids, titles, axes, stages and mistakes stand in the source, in its order."""
    specs, faults = manifest("raise SystemExit\n" + CHECKS)

    assert faults == []
    assert specs == (
        CheckSpec("test_rows_sum_to_one", "each row sums to one", catches=("wrong-axis",)),
        CheckSpec(
            "test_is_stable",
            "stays finite for logits of a thousand",
            axis=Axis.STABILITY,
            catches=("no-max-subtraction",),
        ),
        CheckSpec("test_streams", "gives the same row by row", stage=2),
    )


def test_marks_may_be_imported_and_repeated():
    """`mark` alone is pytest's too, and several catches add up."""
    specs, faults = manifest('@mark.catches("wrong-axis")\n@mark.catches("no-max-subtraction", "wrong-axis")\n'
                             'def test_a():\n    """a"""\n@mark.stage(2)\ndef test_b():\n    """b"""\n')  # fmt: skip

    assert faults == []
    assert specs[0].catches == ("wrong-axis", "no-max-subtraction")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def test_a():\n    pass", ":1: test_a: has no docstring: its first line is the check's title"),
        ("def test_a():\n    ' '", ":1: test_a: has no docstring: its first line is the check's title"),
        ("def test_a():\n    f'a'", ":1: test_a: has no docstring: its first line is the check's title"),
        ("@pytest.mark.parametrize('x', [1])\ndef test_a():\n    'a'", ":1: test_a: must not be parametrized: loop"),
        (
            "@pytest.mark.catchs('x')\ndef test_a():\n    'a'",
            ":1: test_a: unknown mark 'catchs'; did you mean 'catches'?",
        ),
        ("@pytest.mark.slow\ndef test_a():\n    'a'", ":1: test_a: unknown mark 'slow'"),
        ("@pytest.mark.skipif(True)\ndef test_a():\n    'a'", ":1: test_a: unknown mark 'skipif'"),
        ("@given(x=1)\ndef test_a():\n    'a'", ":1: test_a: may be decorated by pytest.mark.catches, stage and axis"),
        ("@pytest.mark.catches\ndef test_a():\n    'a'", ":1: test_a: must name mistakes as plain text"),
        ("@pytest.mark.catches()\ndef test_a():\n    'a'", ":1: test_a: must name mistakes as plain text"),
        ("@pytest.mark.catches(A)\ndef test_a():\n    'a'", ":1: test_a: must name mistakes as plain text"),
        ("@pytest.mark.catches(*A)\ndef test_a():\n    'a'", ":1: test_a: must name mistakes as plain text"),
        ("@pytest.mark.catches(1)\ndef test_a():\n    'a'", ":1: test_a: must name mistakes as plain text"),
        (
            "@pytest.mark.catches('wrong-axes')\ndef test_a():\n    'a'",
            ":1: test_a: catches 'wrong-axes', which is no [[mistake]] of problem.toml; did you mean 'wrong-axis'?",
        ),
        (
            "@pytest.mark.stage(3)\ndef test_a():\n    'a'",
            ":1: test_a: stage 3 does not exist: problem.toml has 2 stages",
        ),
        ("@pytest.mark.stage(0)\ndef test_a():\n    'a'", ":1: test_a: stage 0 does not exist"),
        ("@pytest.mark.stage(-1)\ndef test_a():\n    'a'", ":1: test_a: must name its stage as one plain number"),
        ("@pytest.mark.stage(True)\ndef test_a():\n    'a'", ":1: test_a: must name its stage as one plain number"),
        ("@pytest.mark.stage(n=1)\ndef test_a():\n    'a'", ":1: test_a: must name its stage as one plain number"),
        ("@pytest.mark.stage(1)\n@pytest.mark.stage(1)\ndef test_a():\n    'a'", ":2: test_a: has two marks 'stage'"),
        (
            "@pytest.mark.axis('shapes')\ndef test_a():\n    'a'",
            ":1: test_a: axis 'shapes' is not one of correctness, stability, gradient, shape, side_effects, speed, "
            "memory; did you mean 'shape'?",
        ),
        ("@pytest.mark.axis()\ndef test_a():\n    'a'", ":1: test_a: must name its axis as plain text"),
        ("async def test_a():\n    'a'", ":1: test_a: must not be async"),
        (
            "class TestA:\n    def test_a(self):\n        'a'",
            ":1: TestA: is a test class: write each check as a function",
        ),
        ("class A(unittest.TestCase):\n    pass", ":1: A: is a test class"),
        ("def testing():\n    'a'", ":1: testing: would be run by pytest: call it test_... if it is a check"),
        ("if True:\n    def test_a():\n        'a'", ":2: test_a: must stand at the top level of the file"),
        ("from x import y as test_y", ":1: test_y: would be run by pytest: import it as _test_y"),
        ("pytestmark = [pytest.mark.stage(2)]", ":1: pytestmark: marks belong on each check"),
        ("def test_a():\n    'a'\n\ndef test_a():\n    'b'", ":4: test_a: is defined already on line 1"),
    ],
)
def test_what_the_manifest_cannot_list_is_told(text, told):
    """Each check must be plain enough to be known without running it; what is not is told with its line."""
    _, (fault,) = manifest(f"{text}\n{SECOND}def test_y():\n    'y'\n")

    assert fault.startswith("checks.py" + told)


def test_every_unknown_id_is_told():
    """Two wrong ids in one mark are two faults."""
    _, faults = manifest(f"{SECOND}@pytest.mark.catches('foo', 'bar')\ndef test_a():\n    'a'\n")

    assert [fault.split(",")[0] for fault in faults] == [
        "checks.py:5: test_a: catches 'foo'",
        "checks.py:5: test_a: catches 'bar'",
    ]


@pytest.mark.parametrize("text", ["", "import pytest\n", "def helper():\n    def test_inner(): ...\n"])
def test_no_checks_at_all_is_a_fault(text):
    """Nothing to check proves nothing."""
    assert manifest(text) == ((), ["checks.py: has no checks: write functions named test_..."])


def test_a_mistake_that_nothing_catches_is_told():
    """A known mistake that no check catches could not be named in a verdict."""
    _, faults = manifest(CHECKS.replace('@pytest.mark.catches("wrong-axis")\n', ""))

    assert faults == ["checks.py: catches: no check catches the mistake 'wrong-axis'"]


def test_a_stage_without_checks_is_told():
    """A stage is green when its checks are, so it needs one."""
    _, faults = manifest(CHECKS.replace("@pytest.mark.stage(2)\n", ""))

    assert faults == ["checks.py: stage: stage 2 has no check, so it could never be passed"]


def test_a_problem_that_does_not_grow_has_one_stage():
    """Without [[stage]] a check may say it belongs to the first, and to no other."""
    text = "@pytest.mark.stage({})\ndef test_a():\n    'a'\n"

    assert manifest(text.format(1), Known((), 0))[1] == []
    assert manifest(text.format(2), Known((), 0))[1] == [
        "checks.py:1: test_a: stage 2 does not exist: problem.toml has no stages"
    ]


def test_what_is_not_known_is_not_judged():
    """While problem.toml itself is at fault, marks that name its parts are taken at their word."""
    specs, faults = manifest(CHECKS.replace("wrong-axis", "anything"), Known())

    assert faults == []
    assert specs[0].catches == ("anything",)


def test_helpers_and_data_named_after_tests_are_left_alone():
    """Pytest runs functions and classes; a list called tests is neither."""
    _, faults = manifest(
        f"test_inputs = [1]\ndef check_it():\n    def test_inner(): ...\n{SECOND}def test_y():\n    'y'\n"
    )

    assert faults == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_argument_is_read_or_told(argument):
    """Whatever text a mark holds, reading ends with a check and perhaps a fault."""
    specs, _ = manifest(
        f"@pytest.mark.catches({argument!r})\n@pytest.mark.axis({argument!r})\ndef test_a():\n    'a'\n"
    )

    assert specs[0].catches == (argument,)
