# family: values
# tries: to raise an error whose name breaks the reply
# shape: array
# expect: errored or crashed
# red: test_running_mean
# says: your code
# because: the reply cannot be written; either end is an honest one
class Name(str):
    def __getitem__(self, key):
        return object()


class Meta(type):
    __name__ = property(lambda cls: Name("Error"))


class Odd(Exception, metaclass=Meta):
    pass


def running_mean(x):
    raise Odd
