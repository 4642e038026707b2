# expect: timed_out
# red: test_settle
# says: it took longer than 1 s a call
import asyncio


async def settle(numbers):
    await asyncio.Event().wait()
