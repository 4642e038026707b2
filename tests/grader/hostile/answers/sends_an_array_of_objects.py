# family: forging
# tries: to have the host read pointers from the bytes of an array
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (bad dtype)
import sys

Server = sys.modules["prep.grader.serving"].Server


def running_mean(x):
    Server._special = lambda self, value: ["a", "|O8", [1], "C", True, 0]
    return x
