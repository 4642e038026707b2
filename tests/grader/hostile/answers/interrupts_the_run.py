# family: leaving
# tries: to stop the run as Ctrl-C does
# shape: array
# expect: errored
# red: test_running_mean
# says: your code raised KeyboardInterrupt
def running_mean(x):
    raise KeyboardInterrupt
