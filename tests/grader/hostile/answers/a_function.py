# family: values
# tries: to return a function, which is true in every `if`
# shape: array
# expect: failed
# red: test_softmax, test_rows_add_up
# says: got <a function of the answer>
def softmax(x):
    return lambda: x
