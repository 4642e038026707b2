# expect: errored
# red: all
# says: answer.py could not be loaded: SystemExit
raise SystemExit
