# family: values
# tries: to be equal to whatever it is compared with
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: it returned a value of type AlwaysEqual, which cannot be compared
class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__


def top(counts, n):
    return AlwaysEqual()
