"""Several short lists in one statement: what a page shows of one thing lies in many tables, of each a few rows.

with gathering() as gather:
    steps = gather(Step.objects.filter(case=case).order_by("seq"))
    papers = gather(Evidence.objects.filter(case=case).select_related("file"))
# Here both lists are filled, with the rows the two would have given by themselves.

The rows travel as JSON. Digests and ciphertexts stay behind (such a column is read when it is asked for), so this is
for showing. No answer depends on another's rows: what does is a join, or the next statement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, Field, Model, QuerySet


class Gathering:
    """The lists asked for in one block."""

    def __init__(self) -> None:
        self._asked: list[tuple[QuerySet[Any], list[Any]]] = []

    def __call__[Row: Model](self, rows: QuerySet[Row]) -> list[Row]:
        """A list that is filled at the end of the block."""
        found: list[Row] = []
        self._asked.append((rows, found))
        return found

    def read(self) -> None:
        statement = self.compiled()
        for (_rows, found), made in zip(self._asked, statement.read(statement.values), strict=True):
            found.extend(made)

    def compiled(self) -> _Statement:
        """The one statement for all lists. Of a list in which nothing can be there is no part."""
        parts: list[str] = []
        values: list[Any] = []
        shapes: list[_Shape | None] = []
        for rows, _found in self._asked:
            compiler = rows.query.get_compiler("default")
            try:
                sql, given = compiler.as_sql()
            except EmptyResultSet:
                shapes.append(None)
                continue
            shape = _Shape.of(compiler.klass_info, compiler.select, compiler.annotation_col_map)
            columns = ", ".join(f"c{n}" for n in range(len(compiler.select)))
            chosen = ", ".join(f"c{n}" for n in shape.columns())
            part = f"(SELECT {chosen} FROM ({sql}) every ({columns})) part"  # noqa: S608
            parts.append(f"(SELECT json_agg(row_to_json(part)) FROM {part})")  # noqa: S608
            values += given
            shapes.append(shape)
        return _Statement(f"SELECT {', '.join(parts)}" if parts else "", tuple(values), tuple(shapes))


class Prepared:
    """Lists that are asked for again and again, with other values each time: Django builds their statement once.

    `ask` gets a gathering and the `examples`; each example must be a value by which it filters, found nowhere else in
    the statement, such as an id and a day of its own. Raises `ValueError` for one that does not reach the statement.
    """

    def __init__(self, ask: Callable[..., object], *examples: Hashable) -> None:
        self._ask, self._examples = ask, examples

    def read(self, *given: object) -> list[list[Any]]:
        """The lists in the order in which `ask` asks for them, with these values in the place of the examples."""
        put = dict(zip(self._examples, given, strict=True))
        values = [
            put.get(value, value) if isinstance(value, Hashable) else value
            for value in self._statement.values
        ]
        return list(self._statement.read(values))

    @cached_property
    def _statement(self) -> _Statement:
        gather = Gathering()
        self._ask(gather, *self._examples)
        statement = gather.compiled()
        if lost := [example for example in self._examples if example not in statement.values]:
            raise ValueError(f"No list is filtered by {lost}.")
        return statement


class _Statement(NamedTuple):
    """`shapes`: of each list in turn, None where it is always empty."""

    sql: str
    values: tuple[Any, ...]
    shapes: tuple[_Shape | None, ...]

    def read(self, values: Sequence[Any]) -> Iterator[list[Any]]:
        answers = iter(_answers(self.sql, values))
        for shape in self.shapes:
            yield [shape.made(iter(row.values())) for row in next(answers) or ()] if shape else []


class _Shape(NamedTuple):
    """Which columns of a statement are a model's, but for digests and ciphertexts, what is annotated to it, and what is
    selected with it."""

    model: type[Model]
    fields: list[tuple[int, Field[Any, Any]]]
    annotated: list[tuple[int, str, Field[Any, Any]]]
    related: list[tuple[str, _Shape]]

    @classmethod
    def of(
        cls, info: Mapping[str, Any], select: Sequence[Any], annotations: Mapping[str, int] | None = None
    ) -> _Shape:
        """From what Django's compiler says of its statement."""
        columns = ((n, select[n][0].target) for n in info["select_fields"])
        fields = [(n, field) for n, field in columns if not isinstance(field, BinaryField)]
        annotated = [(n, name, select[n][0].output_field) for name, n in (annotations or {}).items()]
        related = [(_one(each), cls.of(each, select)) for each in info.get("related_klass_infos", ())]
        return cls(info["model"], fields, annotated, related)

    def columns(self) -> Iterator[int]:
        yield from (n for n, _field in self.fields)
        yield from (n for n, _name, _field in self.annotated)
        for _name, other in self.related:
            yield from other.columns()

    def made(self, values: Iterator[Any]) -> Model | None:
        """The row of these values, in the order of `columns`; None where its key is empty."""
        read = {field.attname: _value(field, next(values)) for _n, field in self.fields}
        beside = {name: _value(field, next(values)) for _n, name, field in self.annotated}
        others = [(name, other.made(values)) for name, other in self.related]
        if read[self.model._meta.pk.attname] is None:
            return None
        row = self.model.from_db("default", list(read), list(read.values()))
        for name, value in (*beside.items(), *others):
            setattr(row, name, value)
        return row


@contextmanager
def gathering() -> Iterator[Gathering]:
    """Ask for lists within the block; use them after it."""
    gather = Gathering()
    yield gather
    gather.read()


def _answers(sql: str, values: Sequence[Any]) -> Sequence[Any]:
    if not sql:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() or ()


def _one(info: Mapping[str, Any]) -> str:
    """The name under which a row keeps the one that was selected with it."""
    field: Field[Any, Any] = info["field"]
    if info["reverse"]:
        raise TypeError(f"{field.name} does not lead to one row")
    return field.name


def _value(field: Field[Any, Any], written: Any) -> Any:
    return None if written is None else field.to_python(written)
