# family: values
# tries: to reach the terminal through the text of an error
# shape: array
# expect: errored
# red: test_running_mean
# says: \x1b[2J\x1b[32m5 passed
class Title(Exception):
    pass


Title.__name__ = "\x1b]0;passed\x07\u202e"


def running_mean(x):
    raise Title("\x1b[2J\x1b[32m5 passed\x1b[0m\r\u202e\x9b1A\u2066" + "x" * 2**20)
