# family: values
# tries: to give the check's function a thing that lives with the answer
# shape: records
# expect: failed or errored
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
# because: the check's function may take it or not
def count_by(items, key):
    return {key(count_by): 1}
