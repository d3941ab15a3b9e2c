"""Further processes that do the site's computing. Imports no model: it runs before Django is set up."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import django
from django.conf import settings


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Processes with Django set up and this process's keys. Started afresh, not forked: a copy of a process with
    threads (DuckDB's) may hang."""
    keys = str(settings.BANJI_KEYRING), str(settings.BANJI_CRYPTO)
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, keys)


def _begin(keyring: str, provider: str) -> None:
    os.environ["BANJI_KEYRING"], os.environ["BANJI_CRYPTO"] = keyring, provider
    django.setup()
