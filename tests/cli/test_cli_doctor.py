"""`prep doctor`: what is installed, what is closed to an answer and what is not, and where everything is."""

from __future__ import annotations

import pytest
from command_line import CommandLine


def test_all_is_well(prep: CommandLine):
    """Exit code 0 and one JSON object; the home is named and not made."""
    ran = prep("doctor", "--json")

    assert (ran.code, ran.err) == (0, "")
    assert ran.envelope["command"] == "doctor"
    assert ran.data["grader"]["works"]
    assert ran.data["trouble"] == []
    assert ran.data["home"] == str(prep.home)
    assert {"click", "numpy", "pytest", "textual"} <= set(ran.data["packages"])
    assert ran.data["problems"] >= 1
    assert not prep.home.exists()


def test_isolation_is_honest(prep: CommandLine):
    """What is not closed is said in words, not left out."""
    data = prep.here("doctor", "--json").data
    lines = prep.here("doctor").out

    assert set(data["isolation"]).isdisjoint(data["missing"])
    assert data["isolation"]
    assert lines.count("✓ ") == len(data["isolation"])
    assert lines.count("· ") == len(data["missing"])
    assert "All is well." in lines


def test_broken_content_is_trouble(prep: CommandLine):
    """Every fault is listed, once; exit code 1."""
    (prep.folder / "pack" / "problems" / "broken").mkdir(parents=True)
    (prep.folder / "pack" / "problems" / "broken" / "problem.toml").write_text("format = 1\n")
    ran = prep.here("doctor", PREP_CONTENT=str(prep.folder / "pack"))

    assert ran.code == 1
    assert ran.out.count("uuid: is missing") == 1
    assert ran.err == ""


@pytest.mark.parametrize("words", [("code", "list"), ("code", "show", "adam"), ("history", "list")])
def test_plain_is_text_without_colour(prep: CommandLine, words: tuple[str, ...]):
    """`--plain` and NO_COLOR are accepted everywhere, and say the same."""
    plain, no_colour, piped = (
        prep.here(*words, "--plain"),
        prep.here(*words, NO_COLOR="1"),
        prep.here(*words),
    )

    assert "\x1b" not in plain.out + no_colour.out + piped.out
    assert plain.out == no_colour.out == piped.out
