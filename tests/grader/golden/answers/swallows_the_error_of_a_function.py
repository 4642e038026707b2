# expect: failed
# red: test_apply_lets_an_error_through
# says: DID NOT RAISE
def apply(f, items):
    try:
        return [f(item) for item in items]
    except ValueError:
        return None
