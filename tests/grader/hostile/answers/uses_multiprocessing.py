# family: processes
# tries: to work in a second process
# shape: array
# needs: no-processes
# expect: errored
# red: test_running_mean
# says: PermissionError
import multiprocessing
import time


def running_mean(x):
    process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(20,), daemon=True)
    process.start()
    print("REACHED")
    return x
