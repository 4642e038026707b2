# expect: crashed
# red: test_triple
# says: your code was ended by SIGKILL
import os
import signal


def triple(x):
    os.kill(os.getpid(), signal.SIGKILL)
