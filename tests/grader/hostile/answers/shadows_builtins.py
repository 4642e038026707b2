# family: right
# tries: to use the names of builtins and modules for its own
# shape: records
# expect: passed
list = str
id = input = 3
json = socket = None


def sorted_words(words):
    return [*words].sort()


def print(*_):
    raise RuntimeError


type = lambda value: int
