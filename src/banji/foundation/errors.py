"""Errors that speak to the person: what is wrong, which rule says so, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise


class Refused(Exception):
    """The act is not allowed now. Nothing has changed.

    `rule` is a citation (law, article) or a rule of the house; `remedy` says what to do next.
    """

    def __init__(self, message: Text, *, rule: Text = "", remedy: Text = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.remedy = remedy
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refused):
    """The thing is absent, or outside the reader's area: the two look the same on purpose."""


class IllegalDemand(Refused):
    """A paper was to be asked for that no list of the law names (`domain.md` 2.10): the attempt stays in the trail."""

    def __init__(self, message: Text) -> None:
        super().__init__(message, code="ILLEGAL_PRECONDITION")


class TryAgain(Exception):
    """Another writer was faster (deadlock, serialization, lock timeout); the same call may go through now."""

    def __init__(self, message: Text = "") -> None:
        super().__init__(message or _("Somebody else was changing the same record. Please try again."))


_BUSY = frozenset({"40P01", "40001", "55P03"})
_TAKEN = frozenset({"23P01", "23505"})

_SAID: dict[str, Text] = {}


def say(constraint: str, message: Text) -> None:
    """Give the sentence a person reads when this named database constraint refuses a row."""
    _SAID[constraint] = message


def said_constraints() -> frozenset[str]:
    return frozenset(_SAID)


@contextmanager
def explained() -> Iterator[None]:
    """Turn a database refusal into a sentence. Stands *outside* `atomic()`: it also catches errors at commit."""
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        state = getattr(cause, "sqlstate", None)
        constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if state in _TAKEN and constraint in _SAID:
            raise Refused(_SAID[constraint], code=constraint) from error
        if state in _BUSY:
            raise TryAgain from error
        raise
