"""Prepared text into the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models

from banji.audit.seals import SealedRow
from banji.register.loading.text import columns_of

BLOCK = 1 << 20


def copy_in(model: type[models.Model], blocks: Iterator[str] | Iterator[bytes]) -> None:
    """Copy prepared text into the table of `model`, within the present transaction."""
    names = (*columns_of(model), "mac") if issubclass(model, SealedRow) else columns_of(model)
    columns = ", ".join(f'"{name}"' for name in names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for block in blocks:
            copy.write(block)
