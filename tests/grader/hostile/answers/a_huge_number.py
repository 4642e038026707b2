# family: values
# tries: to return a number that takes for ever to write down
# shape: records
# expect: failed
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
# says: it returned a whole number of more than 200,000 bits, which cannot be compared
def count_by(items, key):
    return {key(item): 1 << 10_000_000 for item in items}
