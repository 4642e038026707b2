# family: time
# tries: to spend its time inside a single dict
# shape: records
# expect: timed_out
# red: test_describe
# says: it took longer than 1 s a call
def describe(words):
    return {(2**61 - 1) * n: 1 for n in range(1, 60_000)}
