# expect: failed
# red: test_apply, test_apply_lets_an_error_through
# says: got [<a function of the answer>]
def apply(f, items):
    return [evens]
