"""A class with a task group; the gate is a counter and a line of futures, a result is a named tuple."""

import asyncio
from collections import deque
from contextlib import asynccontextmanager
from typing import NamedTuple

from service import Busy, Refused, ask


class Result(NamedTuple):
    text: str | None = None
    error: str | None = None


class Gate:
    def __init__(self, places):
        self.places = places
        self.line = deque()

    @asynccontextmanager
    async def place(self):
        if self.places:
            self.places -= 1
        else:
            turn = asyncio.get_running_loop().create_future()
            self.line.append(turn)
            await turn
        try:
            yield
        finally:
            if self.line:
                self.line.popleft().set_result(None)
            else:
                self.places += 1


class Runner:
    def __init__(self, endpoint, limit, retries):
        self.endpoint, self.retries, self.gate = endpoint, retries, Gate(limit)

    async def once(self, prompt):
        async with self.gate.place():
            return Result(text=await ask(self.endpoint, prompt))

    async def settle(self, prompt, left, wait=1.0):
        try:
            return await self.once(prompt)
        except Refused as error:
            return Result(error=str(error))
        except Busy as error:
            if not left:
                return Result(error=str(error))
        await asyncio.sleep(wait)
        return await self.settle(prompt, left - 1, 2 * wait)


async def run(prompts, endpoint, limit, retries):
    runner = Runner(endpoint, limit, retries)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(runner.settle(prompt, retries)) for prompt in prompts]
    return [task.result() for task in tasks]
