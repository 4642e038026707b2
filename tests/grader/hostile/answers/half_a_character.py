# family: values
# tries: to return text that cannot be encoded
# shape: records
# expect: failed
# red: test_describe
# says: said["longest"]
honest = describe


def describe(words):
    return honest(words) | {"longest": "\ud800\x1b[2J\u202e" * 1000}
