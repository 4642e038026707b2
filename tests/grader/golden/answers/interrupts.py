# expect: errored
# red: test_triple
# says: your code raised KeyboardInterrupt
def triple(x):
    raise KeyboardInterrupt
