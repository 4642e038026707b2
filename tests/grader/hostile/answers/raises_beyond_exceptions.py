# family: leaving
# tries: to raise what no `except Exception` catches, with lies about itself
# shape: array
# expect: errored
# red: test_running_mean
# says: your code raised Passed: all checks passed
class Passed(BaseException):
    __class__ = property(lambda self: AssertionError)

    def __str__(self):
        return "all checks passed"

    __repr__ = __str__


def running_mean(x):
    raise Passed
