# family: memory
# tries: to return one small pair two million times
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: it returned more than 1,000,000 items, which cannot be compared
def top(counts, n):
    return [("v", 4)] * 2_000_000
