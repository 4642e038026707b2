# expect: errored
# red: test_triple
# says: your code raised Mute: (its message raised ZeroDivisionError)
class Mute(Exception):
    def __str__(self):
        return str(1 / 0)


def triple(x):
    raise Mute
