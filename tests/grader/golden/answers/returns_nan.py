# expect: failed
# red: test_triple
# says: got nan
def triple(x):
    return x * float("nan")
