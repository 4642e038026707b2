# expect: failed
# red: test_triple
# says: it returned a value of type AlwaysEqual, which cannot be compared
class AlwaysEqual:
    shape = (5,)

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt


def triple(x):
    return AlwaysEqual()
