# family: values
# tries: to hide something that equals everything in a plain dict
# shape: records
# expect: failed
# red: test_describe
# says: it returned a value of type unittest.mock._ANY, which cannot be compared
from unittest.mock import ANY


def describe(words):
    return {"words": ANY, "longest": ANY, "mean": 1.0, "many": True}
