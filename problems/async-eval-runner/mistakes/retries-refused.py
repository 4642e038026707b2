import asyncio

from service import Busy, Refused, ask


async def run(prompts, endpoint, limit, retries):
    slots = asyncio.Semaphore(limit)

    async def settle(prompt):
        for k in range(retries + 1):
            try:
                async with slots:
                    return await ask(endpoint, prompt), None
            except (Busy, Refused) as error:
                last = str(error)
            if k < retries:
                await asyncio.sleep(2**k)
        return None, last

    return list(await asyncio.gather(*[settle(prompt) for prompt in prompts]))
