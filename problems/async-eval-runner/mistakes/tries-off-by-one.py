import asyncio

from service import Busy, Refused, ask


async def run(prompts, endpoint, limit, retries):
    slots = asyncio.Semaphore(limit)

    async def settle(prompt):
        last = "not tried"
        for k in range(retries):
            try:
                async with slots:
                    return await ask(endpoint, prompt), None
            except Refused as error:
                return None, str(error)
            except Busy as error:
                last = str(error)
            if k < retries - 1:
                await asyncio.sleep(2**k)
        return None, last

    return list(await asyncio.gather(*[settle(prompt) for prompt in prompts]))
