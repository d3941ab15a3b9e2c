"""The three kinds of case."""

from __future__ import annotations

TWICE, SHARED, WRONG = "duplicate_registration", "duplicate_number", "wrong_number"
KINDS = (TWICE, SHARED, WRONG)
