import asyncio

from service import Busy, Refused, ask


async def run(prompts, endpoint, limit, retries):
    slots = asyncio.Semaphore(limit)

    async def settle(prompt):
        for _ in range(retries + 1):
            try:
                async with slots:
                    return await ask(endpoint, prompt), None
            except Refused as error:
                return None, str(error)
            except Busy as error:
                last = str(error)
        return None, last

    return list(await asyncio.gather(*[settle(prompt) for prompt in prompts]))
