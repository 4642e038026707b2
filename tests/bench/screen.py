"""Saves on the practice screen: from writing the file to the verdict on the screen, and the memory of all that.

This is a program too, so that the screen has a process of its own, as it has in life: it prints the seconds of each
save, then waits for its input to end, so that its memory can be read from outside.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from measure import Unable

SIZE = (120, 40)
PATIENCE = 30.0
LOOK = 0.004
"""Seconds between two looks at the screen: a verdict is told at most that much too late."""


def saves(count: int, folder: Path) -> tuple[list[float], int, int]:
    """The seconds of so many saves, then the bytes of all processes of the session, and how many these are."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(count)],
        cwd=folder,
        env=dict(os.environ) | {"PREP_HOME": str(folder / "home")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise Unable(f"the screen ended with {process.wait()}")
        time.sleep(1)  # what is made ready for the next save is ready by then
        members = family(process.pid)
        try:
            memory = sum(proportional(pid) for pid in members)
        except OSError:
            memory = 0
        return json.loads(line), memory, len(members)
    finally:
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def family(pid: int) -> list[int]:
    """A process and all that came from it."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
    members = [pid]
    for member in members:
        members += [child for child, parent in parents.items() if parent == member]
    return members


def proportional(pid: int) -> int:
    """The bytes of a process, what it shares with others divided among them; of confined ones only root is told."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


async def _sit(count: int) -> list[float]:
    from textual.widgets import Static

    from prep.cli.world import World
    from prep.flows import practise
    from prep.flows.sitting import Sitting
    from prep.model.session import Mode
    from prep.screens.practice import PracticeApp

    world = World()
    problem = world.problem("stable-softmax")
    session = practise.start(problem, world.desk, mode=Mode.PRACTISE, seed=1)
    app = PracticeApp(Sitting(session, problem, world.warm_desk(problem)))
    # By turns, so that each verdict looks different from the one before it.
    right = (problem.folder / "solution.py").read_text(encoding="utf-8")
    wrong = (problem.folder / "mistakes" / "global-max.py").read_text(encoding="utf-8")
    total = len(problem.checks)
    turns = itertools.cycle([(right, f"{total} of {total} checks green"), (wrong, f"{total - 1} of {total} checks")])
    taken = []
    phase = random.Random(1)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(1)
        row = app.query_one("#row", Static)
        for number, (text, verdict) in zip(range(count + 1), turns, strict=False):
            # A save falls anywhere between two looks at the file, and what a save sets off is over before the next.
            await asyncio.sleep(0.25 + phase.random() * 0.1)
            began = time.monotonic()
            app.sitting.answer.write_text(f"{text}\n# save {number}\n", encoding="utf-8")
            while verdict not in str(row.content):
                await asyncio.sleep(LOOK)
                if time.monotonic() - began > PATIENCE:
                    raise TimeoutError(f"save {number}: the screen says {row.content}")
            drawn = asyncio.Event()
            app.call_after_refresh(drawn.set)
            await drawn.wait()
            if number:  # the first one finds everything cold
                taken.append(time.monotonic() - began)
        print(json.dumps(taken), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        app.action_leave()
    world.put_away()
    return taken


if __name__ == "__main__":
    asyncio.run(_sit(int(sys.argv[1])))
