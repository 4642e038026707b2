# expect: errored
# red: all
# says: answer.py could not be loaded: SyntaxError: invalid syntax (answer.py, line 5)
# alone
return = 3
