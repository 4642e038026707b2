"""Gradings that follow each other: the fork servers are kept, and a confined host and worker are always ready.

What is ready has read nothing of the answer or the checks, so a changed problem is graded as it is now. Whatever
of it was lost meanwhile is made anew; where nothing can be kept, each grading starts cold.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Self

from prep.grader.crew import Crew
from prep.grader.launch import Launcher
from prep.model.problem import Limits, Problem

Crews = Callable[[Problem], AbstractContextManager[Crew]]
"""Where a grading gets its processes: `cold_crew`, or the `crew` of a `Warm`."""


@contextmanager
def cold_crew(problem: Problem) -> Iterator[Crew]:
    """A crew for one grading; raises `OSError` where there can be none."""
    with Launcher() as launcher:
        crew = Crew(problem, launcher)
        try:
            yield crew
        finally:
            crew.clean_up()


class Warm:
    """A launcher for many gradings; with `spare`, a crew for the problem last asked for waits ready.

    Close it when there is no more to grade. Its processes end with this one, however it ends.
    """

    def __init__(self, *, spare: bool = True) -> None:
        self._launcher = Launcher()
        self._keeps_spare = spare
        self._spare: tuple[_Kind, Crew] | None = None
        self._lock = threading.Lock()
        self._aside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prep-warm")

    @contextmanager
    def crew(self, problem: Problem) -> Iterator[Crew]:
        """A crew for one grading: the one that is ready, a forked one, or a cold one."""
        if not self._launcher.working:
            with cold_crew(problem) as crew:
                yield crew
            return
        crew = self._take(_kind(problem)) or Crew(problem, self._launcher)
        crew.problem = problem  # its starter, say, may have changed since
        try:
            yield crew
        finally:
            try:
                crew.stop()
            finally:
                try:
                    self._aside.submit(self._after, crew, problem)
                except RuntimeError:  # closed meanwhile
                    crew.clean_up()

    def prepare(self, problem: Problem) -> None:
        """Have a crew for `problem` ready soon."""
        self._aside.submit(self._refill, problem)

    def close(self) -> None:
        """End everything that was kept."""
        try:
            self._aside.shutdown()
            if self._spare is not None:
                self._spare[1].clean_up()
        finally:
            self._launcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _after(self, crew: Crew, problem: Problem) -> None:
        crew.clean_up()
        self._refill(problem)

    def _refill(self, problem: Problem) -> None:
        if not self._keeps_spare:
            return
        kind = _kind(problem)
        with self._lock:
            if self._spare is not None and self._spare[0] == kind and self._spare[1].ready:
                return
        with contextlib.suppress(OSError):
            made = Crew(problem, self._launcher)
            with self._lock:
                old, self._spare = self._spare, (kind, made)
            if old is not None:
                old[1].clean_up()

    def _take(self, kind: _Kind) -> Crew | None:
        """The crew that is ready, if it is for such a problem and still whole."""
        with self._lock:
            if self._spare is None or self._spare[0] != kind:
                return None
            (_, crew), self._spare = self._spare, None
        if crew.ready:
            return crew
        crew.clean_up()
        return None


_Kind = tuple[str, Limits]


def _kind(problem: Problem) -> _Kind:
    """What the processes know of a problem before they have a job."""
    return str(problem.folder.resolve()), problem.limits
