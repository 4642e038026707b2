# family: right
# tries: to wait for coroutines inside a plain function
# shape: records
# expect: passed
import asyncio

honest = describe


async def described(words):
    await asyncio.sleep(0.01)
    return honest(words)


def describe(words):
    return asyncio.run(described(words))
