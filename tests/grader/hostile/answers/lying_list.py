# family: values
# tries: to return a list that says it is equal and as long as needed
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: it returned a value of type List, which cannot be compared
class List(list):
    def __eq__(self, other):
        return True

    def __iter__(self):
        return iter([("z", 4), ("y", 3)])


def top(counts, n):
    return List()
