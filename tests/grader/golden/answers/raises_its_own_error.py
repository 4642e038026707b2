# expect: errored
# red: test_triple
# says: your code raised Odd: no (answer.py, line
class Odd(Exception):
    pass


def triple(x):
    raise Odd("no")
