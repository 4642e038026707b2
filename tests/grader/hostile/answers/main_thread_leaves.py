# family: leaving
# tries: to end the main thread and leave another one sleeping
# shape: array
# expect: timed_out or crashed
# red: test_running_mean
# because: it may be seen to have left, or waited for
import ctypes
import threading
import time


def running_mean(x):
    threading.Thread(target=time.sleep, args=(60,)).start()
    ctypes.CDLL(None).pthread_exit(None)
