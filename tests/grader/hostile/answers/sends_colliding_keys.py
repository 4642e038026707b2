# family: forging
# tries: to have the host build a set whose items all hash alike
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (too many keys of the same hash)
import sys

Server = sys.modules["prep.grader.serving"].Server


def running_mean(x):
    Server._special = lambda self, value: ["S", *[["i", hex((2**61 - 1) * n)] for n in range(1, 90_000)]]
    return x
