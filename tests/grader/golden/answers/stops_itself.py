# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
import os
import signal


def triple(x):
    os.kill(os.getpid(), signal.SIGSTOP)
