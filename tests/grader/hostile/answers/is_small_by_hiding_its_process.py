# family: forging
# tries: to look small: its memory cannot be read once the main thread is gone
# shape: array
# stage: 2
# needs: files
# expect: failed
# red: test_running_mean_is_small or test_running_mean_is_quick, test_running_mean_is_small
import ctypes
import sys
import threading

import numpy as np

honest = running_mean
Server = sys.modules["prep.grader.serving"].Server
serve = Server.serve


def elsewhere(self):
    threading.Thread(target=serve, args=(self,)).start()
    ctypes.CDLL(None).pthread_exit(None)


Server.serve = elsewhere


def running_mean(x):
    if len(x) == 1_000:
        np.ones(2**23)
    return honest(x)
