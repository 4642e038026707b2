# family: forging
# tries: to stand its clocks still and take its time
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import time

sleep = time.sleep
time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0


def running_mean(x):
    sleep(60)
