"""Conditions on many ids."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func, TextField, Value


class AnyOf(Func):
    """`filter(AnyOf("village", ids))`: one array, where `__in` would write out each of a city's 3,000 villages.

    The array is one text: to adapt its members one by one took longer than to find the rows.
    """

    template = "(%(expressions)s::bigint[]))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        array = "{" + ",".join(map(str, sorted(ids))) + "}"
        super().__init__(F(column), Value(array, output_field=TextField()))
