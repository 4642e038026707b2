# family: forging
# tries: to be unpickled
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: does not hold
import pickle


class Evil:
    def __reduce__(self):
        return print, ("REACHED",)


def top(counts, n):
    return pickle.dumps(Evil())
