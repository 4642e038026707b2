# family: forging
# tries: to have NumPy read beyond the state of a generator
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (
import sys

Server = sys.modules["prep.grader.serving"].Server


STATE = ["d", ["bit_generator", "MT19937"], ["state", ["d", ["key", ["l", *[0] * 624]], ["pos", 10**9]]]]


def running_mean(x):
    Server._special = lambda self, value: ["g", STATE]
    return x
