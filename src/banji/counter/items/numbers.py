"""A citizen number as it is typed at the counter."""

from __future__ import annotations

from datetime import date

from django import forms

from banji.cases.checks import say
from banji.identity.numbers import BadCitizenId, CitizenId, read_citizen_id


def number_of(text: str) -> CitizenId | None:
    """What a number says; None for none, and for one that cannot be."""
    try:
        return read_citizen_id(text, today=date.max) if text else None
    except BadCitizenId:
        return None


def read_number(text: str, today: date) -> str:
    """Raises `ValidationError` for a number that cannot be one; empty stays empty."""
    if not text.strip():
        return ""
    try:
        return read_citizen_id(text, today=today).value
    except BadCitizenId as bad:
        raise forms.ValidationError(say(bad.reason)) from bad
