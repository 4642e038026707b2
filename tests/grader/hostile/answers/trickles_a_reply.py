# family: time
# tries: to keep the host reading, a byte at a time
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import os
import stat
import struct
import time


def running_mean(x):
    sockets = []
    for descriptor in range(3, 21):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                sockets.append(descriptor)
        except OSError:
            pass
    for piece in [struct.pack(">II", 1000, 0), *[b" "] * 600]:
        for descriptor in sockets:
            os.write(descriptor, piece)
        time.sleep(0.1)
