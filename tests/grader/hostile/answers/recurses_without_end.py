# family: crashes
# tries: to recurse in Python without an end
# shape: array
# expect: errored
# red: test_running_mean
# says: your code raised RecursionError: maximum recursion depth exceeded
def running_mean(x):
    return running_mean(x)
