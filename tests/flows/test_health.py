"""What `prep doctor` says of this machine is measured, and honest."""

from __future__ import annotations

from prep.flows.health import grader_works, isolation


def test_the_grader_works_here():
    """A right answer is graded, and passes."""
    works = grader_works()

    assert works.ok, works.words
    assert works.seconds > 0


def test_what_is_open_is_said_to_be_open():
    """Layers that are not active are listed too, in words."""
    layers = isolation()

    assert {layer.name for layer in layers if layer.active} >= {"process", "environment", "output"}
    assert all(layer.words for layer in layers)
