# family: forging
# tries: to change the caller's array only once the call is over
# shape: array
# expect: failed
# red: test_softmax_leaves_its_input_alone
# says: the argument was changed in place
honest = softmax


class Last:
    def __init__(self, x):
        self.x = x

    def __del__(self):
        self.x[...] = 7


def softmax(x):
    last = Last(x)
    return honest(x)
