# family: time
# tries: to leave no time to the process that keeps the clock
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import hashlib
import threading
import time

end = time.monotonic() + 20


def busy():
    while time.monotonic() < end:
        hashlib.sha256(b"x" * 2**20)


def running_mean(x):
    for _ in range(16):
        threading.Thread(target=busy).start()
    time.sleep(60)
