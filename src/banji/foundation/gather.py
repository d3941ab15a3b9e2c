"""Several short lists in one statement: what a page shows of one thing lies in many tables, of each a few rows.

with gathering() as gather:
    steps = gather(Step.objects.filter(case=case).order_by("seq"))
    papers = gather(Evidence.objects.filter(case=case).select_related("file"))
# Here both lists are filled, with the rows the two would have given by themselves.

The rows travel as JSON. Digests and ciphertexts stay behind (such a column is read when it is asked for), so this is
for showing. No answer depends on another's rows: what does is a join, or the next statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, Field, ForeignKey, Model, QuerySet

type Related = Mapping[str, Any]  # as `select_related` keeps it: {"village": {"parent": {}}}


class Gathering:
    """The lists asked for in one block."""

    def __init__(self) -> None:
        self._asked: list[tuple[QuerySet[Any], Callable[[Any], None]]] = []

    def __call__[Row: Model](self, rows: QuerySet[Row]) -> list[Row]:
        """A list that is filled at the end of the block."""
        found: list[Row] = []
        self._asked.append((rows, found.append))
        return found

    def read(self) -> None:
        parts: list[str] = []
        values: list[Any] = []
        asked = []
        for rows, found in self._asked:
            related = _related(rows)
            names = list(_names(rows.model, related))
            try:
                sql, given = rows.values_list(*names).query.sql_with_params()
            except EmptyResultSet:  # nothing can be in it
                continue
            columns = ", ".join(f"c{n}" for n in range(len(names)))
            parts.append(f"(SELECT json_agg(row_to_json(part)) FROM ({sql}) part ({columns}))")  # noqa: S608
            values += given
            asked.append((rows.model, related, found))
        for (model, related, found), answer in zip(asked, _answers(parts, values), strict=True):
            for row in answer or ():
                found(_made(model, related, iter(row.values())))


@contextmanager
def gathering() -> Iterator[Gathering]:
    """Ask for lists within the block; use them after it."""
    gather = Gathering()
    yield gather
    gather.read()


def _answers(parts: Sequence[str], values: Sequence[Any]) -> Sequence[Any]:
    if not parts:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return cursor.fetchone() or ()


def _related(rows: QuerySet[Any]) -> Related:
    chosen = rows.query.select_related
    return chosen if isinstance(chosen, dict) else {}


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]


def _names(model: type[Model], related: Related, prefix: str = "") -> Iterator[str]:
    """The columns of a row and of what is selected with it, in one order."""
    yield from (prefix + field.attname for field in _fields(model))
    for name, further in related.items():
        yield from _names(_target(model, name), further, f"{prefix}{name}__")


def _made[Row: Model](model: type[Row], related: Related, values: Iterator[Any]) -> Row | None:
    """The row of these columns, taken from `values` in the order of `_names`; None where its key is empty."""
    fields = _fields(model)
    read = [_value(field, next(values)) for field in fields]
    others = {name: _made(_target(model, name), further, values) for name, further in related.items()}
    if read[fields.index(model._meta.pk)] is None:
        return None
    row = model.from_db("default", [field.attname for field in fields], read)
    for name, other in others.items():
        setattr(row, name, other)
    return row


def _value(field: Field[Any, Any], written: Any) -> Any:
    return None if written is None else field.to_python(written)


def _target(model: type[Model], name: str) -> type[Model]:
    field = model._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{name} does not lead from {model.__name__} to one row")
    return field.remote_field.model
