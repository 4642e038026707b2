# expect: errored
# red: test_triple
# says: more characters)
def triple(x):
    raise ValueError("x" * 10_000_000)
