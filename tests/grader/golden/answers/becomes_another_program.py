# expect: crashed or errored
# red: test_triple
# says: your code
import os


def triple(x):
    os.execv("/bin/true", ["true"])
