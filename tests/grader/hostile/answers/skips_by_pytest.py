# family: leaving
# tries: to have pytest skip the check
# shape: records
# expect: errored
# red: test_top, test_top_of_counts, test_top_refuses
# says: your code raised
def top(counts, n):
    import pytest

    pytest.skip("not today")
