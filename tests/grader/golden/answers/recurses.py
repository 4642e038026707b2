# expect: errored
# red: test_triple
# says: your code raised RecursionError: maximum recursion depth exceeded
def triple(x):
    return triple(x)
