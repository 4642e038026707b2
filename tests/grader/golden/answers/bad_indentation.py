# expect: errored
# red: all
# says: IndentationError
# alone
def double(x):
return 2 * x
