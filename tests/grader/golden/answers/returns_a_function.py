# expect: failed
# red: test_triple
# says: got <a function of the answer>
def triple(x):
    return lambda: 3 * x
