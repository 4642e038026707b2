# family: time
# tries: to ignore whatever signal may be ignored
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
import signal
import time

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)


def running_mean(x):
    time.sleep(60)
