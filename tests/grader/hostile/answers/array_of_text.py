# family: values
# tries: to return the right numbers as text
# shape: array
# expect: failed
# red: test_running_mean
# says: expected numbers, got dtype <U32
honest = running_mean


def running_mean(x):
    return honest(x).astype(str)
