"""An array goes in and an array comes out; the second check asserts as plainly as a hurried author would."""

import math

import numpy as np
import pytest
from answer import running_mean, softmax, weighted_sum
from starter import running_mean as given

from prep.checking import assert_close, fetch, peak_memory, place, speedup


def test_softmax(rng):
    """gives the softmax of each row"""
    x = rng.normal(size=(3, 4))
    e = [[math.exp(value) for value in row] for row in x]

    assert_close(softmax(x), [[value / sum(row) for value in row] for row in e], because="each row by itself")


def test_rows_add_up(rng):
    """gives rows of the same shape that add up to one"""
    x = rng.normal(size=(5, 3))
    p = softmax(x)

    assert p.shape == x.shape
    assert p.dtype == np.float64
    assert np.allclose(p.sum(axis=1), 1)
    assert (np.argmax(p, axis=1) == np.argmax(x, axis=1)).all()


def test_softmax_leaves_its_input_alone(rng):
    """leaves the caller's array as it was"""
    x = rng.normal(size=(2, 3))
    placed = place(x)

    softmax(placed)

    assert_close(fetch(placed), x, rtol=0, because="the argument was changed in place")


def test_running_mean(rng):
    """gives the mean of all items so far"""
    x = rng.normal(size=6)

    assert_close(running_mean(x), [sum(x[: n + 1]) / (n + 1) for n in range(6)], because="divide by how many there are")


def test_weighted_sum(rng):
    """takes its weights from the file"""
    x = rng.normal(size=3)

    assert_close(weighted_sum(x), 0.5 * x[0] + 2 * x[1] - 1.5 * x[2], because="one weight a line")


@pytest.mark.stage(2)
@pytest.mark.axis("speed")
def test_running_mean_is_quick(rng):
    """is twice as fast as the loop"""

    def agrees(result, arguments):
        assert_close(result, np.cumsum(arguments[0]) / np.arange(1, 801), rtol=1e-6, atol=1e-9)

    ratio = speedup(running_mean, given, lambda: (rng.normal(size=800),), agrees)

    assert ratio > 2, f"expected twice the speed of the loop, got {ratio:.1f}"


@pytest.mark.stage(2)
@pytest.mark.axis("memory")
def test_running_mean_is_small(rng):
    """makes no more than a few copies"""
    grown = peak_memory(running_mean, rng.normal(size=1_000), warm=(rng.normal(size=3),))

    assert grown < 8, f"expected less than 8 MiB for a thousand numbers, got {grown:.0f}"
