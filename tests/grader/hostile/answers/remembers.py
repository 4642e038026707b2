# family: right
# tries: to cache, decorate and bind what it defines
# shape: records
# expect: passed
import functools

honest = describe


def logged(function):
    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        logged.calls += 1
        return function(*args, **kwargs)

    return wrapped


logged.calls = 0


@functools.cache
def described(words):
    return honest(list(words))


@logged
def describe(words):
    return dict(described(tuple(words)))


top = functools.partial(top)
