# family: values
# tries: to return what nobody awaits
# shape: records
# expect: failed
# red: test_top, test_top_of_counts, test_top_refuses
# says: it returned a value of type coroutine, which cannot be compared
async def top(counts, n):
    return []
