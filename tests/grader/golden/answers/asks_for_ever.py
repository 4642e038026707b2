# expect: timed_out
# red: test_apply
# says: it took longer than 1 s a call
def apply(f, items):
    while True:
        f(1)
