"""What a process and everything it has started use, read from /proc (Linux)."""

from __future__ import annotations

import os
import time
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_PPID, _UTIME, _CSTIME = 1, 11, 15  # fields of stat, counted after the name


class Memory(NamedTuple):
    """Peaks in bytes: of the process itself, and of it with all it has started (shared pages counted once)."""

    alone: int
    together: int


def processor(pid: int) -> float:
    """Seconds of processor time used so far by the process and its descendants, the finished ones included."""
    ticks = (sum(map(int, stat[_UTIME : _CSTIME + 1])) for _, stat in _family(pid))
    return sum(ticks) / _TICKS


def watch(process: Popen[str], every: float = 0.25) -> Memory:
    """Watch a process until it ends. Only what lasts `every` seconds is certain to be seen of the others."""
    alone = together = 0
    while process.poll() is None:
        alone = max(alone, _peak(process.pid))
        together = max(together, sum(_share(member) for member, _ in _family(process.pid)))
        time.sleep(every)
    return Memory(alone, max(alone, together))


def _family(pid: int) -> list[tuple[int, list[str]]]:
    """The process first, then its descendants, each with its fields of stat."""
    stats: dict[int, list[str]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stats[int(path.parent.name)] = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue  # it has ended
    members = [pid] if pid in stats else []
    for parent in members:
        members += [child for child, stat in stats.items() if int(stat[_PPID]) == parent]
    return [(member, stats[member]) for member in members]


def _peak(pid: int) -> int:
    return _kilobytes(f"/proc/{pid}/status", "VmHWM")


def _share(pid: int) -> int:
    """Resident now; of a page that several share, a part."""
    return _kilobytes(f"/proc/{pid}/smaps_rollup", "Pss")


def _kilobytes(path: str, name: str) -> int:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)
