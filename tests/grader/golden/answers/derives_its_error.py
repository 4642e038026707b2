# expect: passed
class Wrong(ValueError):
    pass


def apply(f, items):
    try:
        return [f(item) for item in items]
    except ValueError as error:
        raise Wrong(str(error)) from None
