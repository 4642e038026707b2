"""What stands between a process of the grader and the machine: layers, each active where the platform has it.

`confine` is called by a process about itself, after its imports and before the first foreign line; it returns
the names of the layers that hold, which is what a verdict and `prep doctor` show. The order matters: Landlock
before a thread exists (it holds for one thread and its children), seccomp last, because it forbids the rest.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from prep.grader.confine import kernel, landlock, resources, seccomp

FOREIGN = ("site-packages", "dist-packages", "python3", "test", "idlelib")
_DEVICES = tuple(map(Path, ("/dev/null", "/dev/zero")))
_SYSTEM = tuple(
    map(
        Path,
        (
            *("/lib64", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
            *("/dev/urandom", "/dev/random", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu"),
        ),
    )
)
CPU_MARGIN = 5
"""Seconds of processor time beyond the submission's own: the outer clock is to end it first."""


def confine(
    *,
    packages: Iterable[str],
    scratch: Iterable[Path],
    read_too: Iterable[Path] = (),
    list_too: Iterable[Path] = (),
    memory_mib: int,
    seconds: float,
) -> list[str]:
    """Confine this process: read Python and `packages`, work in `scratch`, and nothing else. Never raises.

    In `list_too` it may see the names alone, as an import does that looks for a module.
    """
    layers = ["process-group"]
    if "memory" in resources.restrict(cpu_seconds=int(seconds) + CPU_MARGIN, memory_mib=memory_mib):
        layers.append("memory")
    layers.append("resources")
    if kernel.tasks() == 1 and landlock.restrict(
        read=(*readable(packages), *read_too),
        list_only=[*_standard_library(), *list_too],
        scratch=scratch,
        devices=_DEVICES,
    ):
        layers.append("files")
    kernel.drop_capabilities()
    if seccomp.restrict():
        layers += ["no-processes", "no-network"]
    return layers


def readable(packages: Iterable[str]) -> Iterator[Path]:
    """The standard library piece by piece (its folder may hold site-packages), the system's, the packages."""
    for folder in _standard_library():
        yield from (entry for entry in folder.iterdir() if entry.name not in FOREIGN)
    yield from _SYSTEM
    for folder in map(Path, ("/lib", "/usr/lib")):  # other programs' packages are below python3
        yield from (entry for entry in _entries(folder) if not entry.name.startswith("python"))
    for name in packages:
        module = sys.modules.get(name)
        if module is not None and module.__file__:
            folder = Path(module.__file__).parent
            yield from (folder, folder.with_name(f"{name}.libs"))


def _standard_library() -> list[Path]:
    return sorted({Path(sysconfig.get_path(key)) for key in ("stdlib", "platstdlib")})


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
