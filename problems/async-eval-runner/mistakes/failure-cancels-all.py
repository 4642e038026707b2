import asyncio

from service import Busy, ask


async def run(prompts, endpoint, limit, retries):
    slots = asyncio.Semaphore(limit)

    async def settle(prompt):
        for k in range(retries + 1):
            try:
                async with slots:
                    return await ask(endpoint, prompt), None
            except Busy:
                if k == retries:
                    raise
            await asyncio.sleep(2**k)

    return list(await asyncio.gather(*[settle(prompt) for prompt in prompts]))
