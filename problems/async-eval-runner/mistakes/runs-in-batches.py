import asyncio

from service import Busy, Refused, ask


async def settle(prompt, endpoint, retries):
    for k in range(retries + 1):
        try:
            return await ask(endpoint, prompt), None
        except Refused as error:
            return None, str(error)
        except Busy as error:
            last = str(error)
        if k < retries:
            await asyncio.sleep(2**k)
    return None, last


async def run(prompts, endpoint, limit, retries):
    results = []
    for start in range(0, len(prompts), limit):
        batch = prompts[start : start + limit]
        results += await asyncio.gather(*[settle(prompt, endpoint, retries) for prompt in batch])
    return results
