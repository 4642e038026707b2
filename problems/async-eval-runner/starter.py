import asyncio

from service import Busy, Endpoint, Refused, ask, rehearsal

Result = tuple[str | None, str | None]  # (text, None) or (None, error)


async def run(prompts: list[str], endpoint: Endpoint, limit: int, retries: int) -> list[Result]:
    """Ask every prompt, at most `limit` at a time; the results are in the order of the prompts."""
    results: list[Result] = []
    for prompt in prompts:  # one after the other, and each only once
        try:
            results.append((await ask(endpoint, prompt), None))
        except (Busy, Refused) as error:
            results.append((None, str(error)))
    return results


if __name__ == "__main__":
    # Each prompt's tries: how long one takes, and what comes of it.
    script = {
        "2 + 2 =": [(3.0, "4")],
        "Say nothing.": [(0.5, Busy("try later")), (0.5, "")],
        "?": [(0.2, Refused("no such language"))],
    }
    for result in asyncio.run(run(list(script), rehearsal(script), limit=2, retries=3)):
        print(result)
