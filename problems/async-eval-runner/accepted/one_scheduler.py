"""A single loop that owns everything: it fills free slots, then waits for whatever happens first."""

import asyncio
from collections import deque

from service import Busy, Refused, ask


async def run(prompts, endpoint, limit, retries, per_minute=None):
    now = asyncio.get_running_loop().time
    ready, begins = deque((i, 1) for i in range(len(prompts))), []
    requests, naps = {}, {}
    answers = {}

    while len(answers) < len(prompts):
        hold = None
        while ready and len(requests) < limit:
            if per_minute and len(begins) >= per_minute and now() < begins[-per_minute] + 60:
                hold = asyncio.create_task(asyncio.sleep(begins[-per_minute] + 60 - now()))
                break
            number, nth = ready.popleft()
            begins.append(now())
            requests[asyncio.create_task(ask(endpoint, prompts[number]))] = number, nth
        waited = [*requests, *naps] + ([hold] if hold else [])
        done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if hold and hold not in done:
            hold.cancel()
        for task in done:
            if task in naps:
                ready.append(naps.pop(task))
            elif task in requests:
                number, nth = requests.pop(task)
                error = task.exception()
                if error is None:
                    answers[number] = (task.result(), None)
                elif isinstance(error, Busy) and nth <= retries:
                    nap = asyncio.create_task(asyncio.sleep(1 << (nth - 1)))
                    naps[nap] = number, nth + 1
                elif isinstance(error, Busy | Refused):
                    answers[number] = (None, str(error))
                else:
                    raise error
    return [answers[i] for i in range(len(prompts))]
