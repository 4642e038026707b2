# family: forging
# tries: to have the host read beyond the bytes that came
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (a buffer runs past the end of its frame)
import sys

Server = sys.modules["prep.grader.serving"].Server


def running_mean(x):
    Server._special = lambda self, value: ["a", "<f8", [6], "C", True, 48]
    return x
