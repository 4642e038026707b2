# expect: errored
# red: test_counter
# says: `Counter` in answer.py is of type int
Counter = 3
