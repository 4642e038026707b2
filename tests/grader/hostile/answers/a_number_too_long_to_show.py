# family: values
# tries: to return a number that crosses and that Python does not like to write down
# shape: records
# expect: failed
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
def count_by(items, key):
    return {key(item): 1 << 199_000 for item in items}
