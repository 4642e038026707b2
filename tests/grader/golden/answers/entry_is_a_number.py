# expect: errored
# red: test_triple
# says: `triple` in answer.py is of type int, not something that can be called
triple = 3
