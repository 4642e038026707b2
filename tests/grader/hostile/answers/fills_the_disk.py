# family: memory
# tries: to fill the disk by files each of which may be as large as it is
# shape: array
# expect: crashed or timed_out
# red: test_running_mean
# because: a slow disk takes longer than the call may
import time


def running_mean(x):
    for number in range(5):
        with open(f"file-{number}", "wb") as file:
            file.write(bytes(15 * 2**20))
    time.sleep(60)
