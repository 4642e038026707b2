# expect: passed
class _Sum(Counter):
    pass


def Counter():
    return _Sum()
