# expect: tampered
# red: test_triple
# says: a thing where data was expected
import sys

Server = sys.modules["prep.grader.serving"].Server


def triple(x):
    Server._special = lambda self, value: ["p", 1]
    return 3 * x
