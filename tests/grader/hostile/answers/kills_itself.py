# family: crashes
# tries: to end as if it had been killed for its memory
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code was ended by SIGKILL
import os
import signal


def running_mean(x):
    os.kill(os.getpid(), signal.SIGKILL)
