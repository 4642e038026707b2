# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
def triple(x):
    while True:
        print("still here")
