import asyncio

from service import Busy, Refused, ask


async def run(prompts, endpoint, limit, retries):
    slots = asyncio.Semaphore(limit)

    async def settle(prompt):
        for k in range(retries + 1):
            try:
                async with slots:
                    return await ask(endpoint, prompt), None
            except Refused as error:
                return None, str(error)
            except Busy as error:
                last = str(error)
            if k < retries:
                await asyncio.sleep(2**k)
        return None, last

    results = []
    for task in asyncio.as_completed([settle(prompt) for prompt in prompts]):
        results.append(await task)
    return results
