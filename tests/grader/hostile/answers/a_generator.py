# family: values
# tries: to return what is computed when it is looked at
# shape: records
# expect: failed
# red: test_top, test_top_of_counts
# says: it returned a value of type generator, which cannot be compared
honest = top


def top(counts, n):
    return (pair for pair in honest(counts, n))
