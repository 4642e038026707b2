# expect: errored
# red: all
# says: answer.py could not be loaded: ZeroDivisionError
1 / 0
