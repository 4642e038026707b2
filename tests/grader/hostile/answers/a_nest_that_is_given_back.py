# family: values
# tries: to return what just fits through, and does not where the check gives it back
# shape: records
# expect: failed or errored
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
# because: the check may or may not be able to give it back; the grader is not to blame
def count_by(items, key):
    nest = [1]
    for _ in range(59):
        nest = [nest]
    return nest
