# family: processes
# tries: to leave two hundred threads waiting
# shape: array
# expect: failed
# red: test_running_mean
# says: expected
import threading


def running_mean(x):
    threading.stack_size(2**16)
    for _ in range(200):
        threading.Thread(target=threading.Event().wait, args=(60,)).start()
    return x
