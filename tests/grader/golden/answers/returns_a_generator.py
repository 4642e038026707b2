# expect: failed
# red: test_triple
# says: it returned a value of type generator, which cannot be compared
def triple(x):
    yield 3 * x
