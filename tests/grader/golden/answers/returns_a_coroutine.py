# expect: failed
# red: test_triple
# says: it returned a value of type coroutine, which cannot be compared
async def triple(x):
    return 3 * x
