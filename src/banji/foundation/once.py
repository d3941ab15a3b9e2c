"""What one request need not ask twice: which day it is, which villages are whose.

@once
def villages_of(actor: Actor, on: date) -> frozenset[int]: …

Outside `remembering` (jobs, commands, tests of a room) every question is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within this block each question gets the answer it got first."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once[**P, T](question: Callable[P, T]) -> Callable[P, T]:
    """For a question whose arguments can be keys of a dict, and that is asked by position."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _answers.get()
        if known is None or kwargs:
            return question(*args, **kwargs)
        key = (question, *args)
        if key not in known:
            known[key] = question(*args, **kwargs)
        answer: T = known[key]
        return answer

    return asked


def told(question: Callable[..., Any], answer: object) -> None:
    """Another statement has brought the answer along."""
    known = _answers.get()
    if known is not None:
        known[(question.__wrapped__,)] = answer  # type: ignore[attr-defined]


def forget() -> None:
    """Something was changed: ask again from now on."""
    known = _answers.get()
    if known is not None:
        known.clear()
