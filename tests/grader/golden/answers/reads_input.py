# expect: errored
# red: test_triple
# says: EOFError
def triple(x):
    return int(input("times? ")) * x
