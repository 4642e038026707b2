"""What `prep doctor` says of this machine is measured, and honest."""

from __future__ import annotations

from prep.flows.health import LAYERS, grader_works, isolation


def test_the_grader_works_here():
    """A right answer is graded, and passes."""
    works = grader_works()

    assert works.ok, works.words
    assert works.seconds > 0


def test_what_is_open_is_said_to_be_open():
    """Layers that are not active are listed too, in words that say so."""
    layers = isolation(["process-group", "memory"])

    assert {layer.name for layer in layers if layer.active} == {"process-group", "memory"}
    assert "your files" in next(layer.words for layer in layers if layer.name == "files")


def test_every_layer_of_a_worker_has_words():
    """What a grading here reports as active is what the doctor can explain."""
    assert set(grader_works().isolation) <= set(LAYERS)
