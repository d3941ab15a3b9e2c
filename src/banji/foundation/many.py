"""Conditions on many ids."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value


class AnyOf(Func):
    """`filter(AnyOf("village", ids))`: one array, where `__in` would write out each of a city's 3,000 villages."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        super().__init__(F(column), Value(sorted(ids), output_field=ArrayField(BigIntegerField())))
