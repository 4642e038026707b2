# family: values
# tries: to give the check's function a number whose square does not fit
# shape: records
# expect: failed or errored
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
# because: either side of the call may be blamed, the grader never
def count_by(items, key):
    return {key(2**150_000): 1}
