# expect: failed
# red: test_apply, test_apply_lets_an_error_through
# says: it returned more than 2,000,000 items
def apply(f, items):
    return range(10**30)
