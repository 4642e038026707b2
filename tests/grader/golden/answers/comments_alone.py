# expect: errored
# red: all
# says: answer.py does not define `double` at its top level
# alone
# nothing yet
