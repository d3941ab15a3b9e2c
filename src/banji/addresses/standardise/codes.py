"""The permanent code of an address: 15 random digits and a check digit. It means nothing, so nothing can change it."""

from __future__ import annotations

import secrets

LENGTH = 16
# Damm's table: finds every single wrong digit and every swap of neighbours.
_DAMM = [
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
]


def new_code() -> str:
    """A fresh code. 10^15 of them: two alike among 10 million are a one in twenty chance, and the table refuses them."""
    body = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return body + str(_check(body))


def is_code(text: str) -> bool:
    """Is this a well-formed code, as typed or scanned?"""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and _check(text) == 0


def _check(digits: str) -> int:
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state
