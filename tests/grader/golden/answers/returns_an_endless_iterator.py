# expect: failed
# red: test_triple
# says: it returned a value of type itertools.cycle, which cannot be compared
import itertools


def triple(x):
    return itertools.cycle(3 * x)
