# family: forging
# tries: to be right on the first call alone
# shape: array
# expect: failed
# red: test_rows_add_up
honest = softmax
calls = 0


def softmax(x):
    global calls
    calls += 1
    return honest(x) if calls == 1 else x
