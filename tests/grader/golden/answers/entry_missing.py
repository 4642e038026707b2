# expect: errored
# red: test_triple
# says: answer.py does not define `triple` at its top level
del triple
