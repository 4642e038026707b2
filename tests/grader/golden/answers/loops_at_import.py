# expect: timed_out
# red: all
# says: loading answer.py took longer than 1 s
while True:
    pass
