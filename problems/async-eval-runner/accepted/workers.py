"""`limit` workers on a heap of due prompts; whoever is idle sleeps until the next one is due or something changes."""

import asyncio
import heapq

import service


async def run(prompts, endpoint, limit, retries):
    loop = asyncio.get_running_loop()
    due = [(loop.time(), index, 0) for index in range(len(prompts))]
    heapq.heapify(due)
    results = [None] * len(prompts)
    open_prompts = len(prompts)
    changed = asyncio.Condition()

    async def pull():
        """The next prompt that is due, or None when all are settled."""
        async with changed:
            while open_prompts:
                if due and due[0][0] <= loop.time():
                    return heapq.heappop(due)
                alarm = loop.call_at(due[0][0], lambda: asyncio.ensure_future(ring())) if due else None
                await changed.wait()
                if alarm:
                    alarm.cancel()
            return None

    async def ring():
        async with changed:
            changed.notify_all()

    async def worker():
        nonlocal open_prompts
        while (job := await pull()) is not None:
            _, index, failed = job
            again = None
            try:
                results[index] = (await service.ask(endpoint, prompts[index]), None)
            except service.Refused as no:
                results[index] = (None, str(no))
            except service.Busy as no:
                results[index] = (None, str(no))
                if failed < retries:
                    again = (loop.time() + 2**failed, index, failed + 1)
            if again:
                heapq.heappush(due, again)
            else:
                open_prompts -= 1
            await ring()

    await asyncio.gather(*(worker() for _ in range(min(limit, len(prompts)))))
    return results
