# family: right
# tries: to raise and catch on its way, with context and groups
# shape: records
# expect: passed
honest = top


def top(counts, n):
    try:
        try:
            1 / 0
        except ZeroDivisionError as error:
            raise KeyError("inner") from error
    except BaseException:
        pass
    try:
        return honest(counts, n)
    except ValueError as error:
        raise ValueError(f"refused: n is negative ({n})") from error
