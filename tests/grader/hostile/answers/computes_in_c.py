# family: time
# tries: to hold the interpreter's lock in one long computation
# shape: array
# expect: timed_out
# red: test_running_mean
# says: it took longer than 1 s a call
def running_mean(x):
    return 7 ** (3**15)
