# expect: errored
# red: test_triple
class Liar(SyntaxError):
    filename = "answer.py"
    lineno = "many"

    @property
    def __class__(self):
        raise OSError


def triple(x):
    raise Liar
