# expect: errored
# red: test_triple
# says: your code raised SystemExit: 0
import sys


def triple(x):
    sys.exit(0)
