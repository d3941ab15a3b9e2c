"""File locks: the kernel frees them however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def take(file: Path, *, shared: bool = False) -> int:
    """Lock `file`, waiting for it, and return the descriptor that holds the lock."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    return descriptor


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold `file` alone."""
    descriptor = take(file)
    try:
        yield
    finally:
        os.close(descriptor)
