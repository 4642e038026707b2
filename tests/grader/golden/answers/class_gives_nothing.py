# expect: failed
# red: test_counter
# says: what you returned could not be checked
def Counter():
    return None
