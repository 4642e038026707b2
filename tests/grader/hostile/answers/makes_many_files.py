# family: memory
# tries: to leave many files to be cleared away
# shape: array
# expect: failed or timed_out
# red: test_running_mean
# because: a slow disk takes longer than the call may
from pathlib import Path


def running_mean(x):
    for n in range(150):
        Path(f"file-{n}").touch()
    return x
