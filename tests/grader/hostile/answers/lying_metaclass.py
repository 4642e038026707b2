# family: values
# tries: to pass for a list by the hash of its class
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
class Meta(type):
    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(list)


class Lie(metaclass=Meta):
    def __len__(self):
        return 2

    def __iter__(self):
        return iter([("z", 4), ("y", 3)])

    def __eq__(self, other):
        return True

    __hash__ = None


def top(counts, n):
    return Lie()
