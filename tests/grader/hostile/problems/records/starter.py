def count_by(items, key):
    """Return a dict from each key to how many items have it."""


def top(counts, n):
    """Return the n largest pairs."""


def describe(words):
    """Return a dict with `words`, `longest`, `mean` and `many`."""
