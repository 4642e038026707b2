class Meter:
    """The mean of what was added."""
