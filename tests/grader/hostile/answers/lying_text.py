# family: values
# tries: to return text that says it is equal
# shape: records
# expect: failed
# red: test_describe
# says: it returned a value of type Text, which cannot be compared
class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


honest = describe


def describe(words):
    return honest(words) | {"longest": Text("any")}
