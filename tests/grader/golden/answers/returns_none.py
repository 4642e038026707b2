# expect: failed
# red: test_triple
# says: got None: every number triples
def triple(x):
    3 * x
