# family: leaving
# tries: to close everything it has, the channel with it
# shape: records
# expect: crashed
# red: test_top, test_top_of_counts, test_top_refuses
# says: your code closed or disturbed its channel to the grader
import os


def top(counts, n):
    os.closerange(0, 256)
    return []
