"""Codes of papers that nobody was given: whoever sends many of them has to wait, and a line of the trail says so.

A code has 128 bits of chance, so that none is ever found by trying; this stops the noise, and lets it be seen. A hall full
of people with one address types wrong now and then: twenty codes an hour cost nothing.
"""

from __future__ import annotations

from banji.audit.acts import act
from banji.foundation import attempts
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.attempts import Limit, Wait

CODES = Limit("paper_codes", free=20)


def count(address: str) -> Wait | None:
    """Count a code before it is looked up, or say how long this address must wait."""
    wait = attempts.count(CODES, attempts.place_of(address))
    if wait and wait.first:
        by = Actor(ActorKind.SYSTEM, "public", "public", address=address)
        with act("public.too_many_codes", by=by) as this:
            this.result = "locked"
    return wait


def take_off(address: str) -> None:
    """The code was one of ours."""
    attempts.take_off(CODES, attempts.place_of(address))
