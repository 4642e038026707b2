# expect: timed_out
# red: test_triple
# says: it took longer than 1 s a call
class Slow(Exception):
    def __str__(self):
        while True:
            pass


def triple(x):
    raise Slow
