# expect: failed
# red: test_triple
# says: it returned more than 2,000,000 items
def triple(x):
    folded = ["x"]
    for _ in range(40):
        folded = [folded, folded]
    return folded
