# family: values
# tries: to return what no recursion gets through
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: it returned something nested more than 60 deep, which cannot be compared
def top(counts, n):
    items = ()
    for _ in range(100_000):
        items = (items,)
    return items
