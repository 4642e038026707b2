# family: time
# tries: to keep the host busy with its own function
# shape: records
# expect: timed_out
# red: test_count_by_asks_once
# says: it took longer than 1 s a call
import time

end = time.monotonic() + 60


honest = count_by


def count_by(items, key):
    while items[0] != str(items[0]) and time.monotonic() < end:
        key(1)
    return honest(items, key)
