# expect: errored
# red: test_settle
# says: the call gave a value of type int, which cannot be awaited: is it `async def`?
def settle(numbers):
    return sum(numbers)
