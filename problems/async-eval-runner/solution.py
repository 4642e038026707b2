import asyncio
from collections import deque

from service import Busy, Endpoint, Refused, ask, rehearsal

Result = tuple[str | None, str | None]  # (text, None) or (None, error)


async def run(
    prompts: list[str], endpoint: Endpoint, limit: int, retries: int, per_minute: int | None = None
) -> list[Result]:
    """Ask every prompt, at most `limit` at a time; the results are in the order of the prompts."""
    slots = asyncio.Semaphore(limit)
    pace = Pace(per_minute)

    async def attempt(prompt: str) -> str:
        # A slot is held for one try alone, and `async with` gives it back whatever comes of it.
        async with slots:
            await pace.wait()
            return await ask(endpoint, prompt)

    async def settle(prompt: str) -> Result:
        failed = 0
        while True:
            try:
                return await attempt(prompt), None
            except Refused as error:
                return None, str(error)
            except Busy as error:
                failed += 1
                if failed > retries:
                    return None, str(error)
            await asyncio.sleep(2 ** (failed - 1))  # out here, where no slot is held

    # No failure leaves `settle`, so none can take the others with it; gather keeps the order.
    return list(await asyncio.gather(*(settle(prompt) for prompt in prompts)))


class Pace:
    """Lets at most `per_minute` pass in any 60 seconds, in the order in which they came."""

    def __init__(self, per_minute: int | None) -> None:
        self.per_minute = per_minute
        self.passed: deque[float] = deque(maxlen=per_minute)
        self.turn = asyncio.Lock()

    async def wait(self) -> None:
        if self.per_minute is None:
            return
        clock = asyncio.get_running_loop().time
        async with self.turn:
            if len(self.passed) == self.per_minute:
                await asyncio.sleep(self.passed[0] + 60 - clock())
            self.passed.append(clock())


if __name__ == "__main__":
    # Each prompt's tries: how long one takes, and what comes of it.
    script = {
        "2 + 2 =": [(3.0, "4")],
        "Say nothing.": [(0.5, Busy("try later")), (0.5, "")],
        "?": [(0.2, Refused("no such language"))],
    }
    for result in asyncio.run(run(list(script), rehearsal(script), limit=2, retries=3)):
        print(result)
