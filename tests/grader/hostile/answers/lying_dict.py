# family: values
# tries: to return a dict that says it is equal
# shape: records
# expect: failed
# red: test_count_by, test_count_by_asks_once, test_top_of_counts
# says: it returned a value of type Counts, which cannot be compared
class Counts(dict):
    def __eq__(self, other):
        return True

    def __missing__(self, key):
        return self


def count_by(items, key):
    return Counts()
