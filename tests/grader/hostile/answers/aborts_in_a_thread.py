# family: crashes
# tries: to abort from a thread that the call does not know of
# shape: array
# expect: crashed
# red: test_running_mean
# says: your code aborted Python
import os
import threading
import time


def running_mean(x):
    threading.Thread(target=os.abort).start()
    time.sleep(60)
