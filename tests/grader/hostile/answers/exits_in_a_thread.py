# family: leaving
# tries: to end with status 0 from a thread while the call waits for it
# shape: records
# expect: crashed
# red: test_top, test_top_of_counts, test_top_refuses
# says: exit status 0
import os
import threading


def top(counts, n):
    thread = threading.Thread(target=os._exit, args=(0,))
    thread.start()
    thread.join()
