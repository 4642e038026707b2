# family: forging
# tries: to look fast: long inputs are not computed at all
# shape: array
# stage: 2
# expect: failed
# red: test_running_mean_is_quick
# says: expected
honest = running_mean


def running_mean(x):
    return honest(x) if len(x) < 400 else x
