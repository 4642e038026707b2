# family: time
# tries: to show signs of life
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import time


def running_mean(x):
    for _ in range(600):
        print(".", end="", flush=True)
        time.sleep(0.1)
