"""Filters of the list of cases that only one matter knows: it registers them when the site starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from banji.cases.models import Case


@dataclass(frozen=True, slots=True)
class Narrowing:
    """More fields for the filter of one kind's cases; `narrow` gets what was given in them, checked."""

    kind: str
    fields: Mapping[str, forms.Field]
    narrow: Callable[[QuerySet[Case], Mapping[str, Any]], QuerySet[Case]]


_known: dict[str, Narrowing] = {}


def register_narrowing(narrowing: Narrowing) -> None:
    _known[narrowing.kind] = narrowing


def narrowing_of(kind: str) -> Narrowing | None:
    """None for a kind without filters of its own, and where no kind was chosen."""
    return _known.get(kind)
