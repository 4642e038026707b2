"""A class with state: its objects stay with the answer, what its methods give comes back."""

import pytest
from answer import Meter

from prep.checking import assert_close, assert_equal, read


def filled(values):
    meter = Meter()
    for value in values:
        assert meter.add(value) is None
    return meter


def test_mean(rng):
    """gives the mean of what was added"""
    values = rng.normal(size=5).tolist()

    assert_close(filled(values).mean(), sum(values) / 5, because="divide by how many there are")


def test_count(rng):
    """counts what was added"""
    many = int(rng.integers(2, 7))
    meter = filled([1.0] * many)

    assert read(meter, "count") == many
    assert len(meter) == many


def test_two_meters(rng):
    """keeps two meters apart"""
    one, other = rng.normal(size=2).tolist()
    first, second = filled([one]), filled([other])

    assert first.mean() == one
    assert second.mean() == other


def test_reset():
    """forgets everything, and has no mean then"""
    meter = filled([3.0])
    meter.reset()

    assert_equal(len(meter), 0)
    with pytest.raises(ValueError, match="nothing"):
        meter.mean()
