"""What every act that writes rows of history needs: a row like another, a time after the rows it builds on, an officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.audit.acts import Act
from banji.audit.seals import SealedRow
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

_OF_THE_ROW = frozenset({"id", "recorded_from", "recorded_to", "recorded_in", "mac"})
_TICK = timedelta(microseconds=1)


def like[Row: SealedRow](row: Row, **changes: Any) -> Row:
    """A new, unsaved row that says the same as `row` but for `changes`."""
    fields = (field.attname for field in row._meta.concrete_fields)
    return type(row)(**{name: getattr(row, name) for name in fields if name not in _OF_THE_ROW} | changes)


def after(this: Act, *rows: QuerySet[Any]) -> None:
    """See that the act is recorded later than the rows it builds on, even if the clock was set back meanwhile."""
    first, *others = (table.order_by().values_list("recorded_from", flat=True) for table in rows)
    last = first.union(*others, all=True).order_by("-recorded_from").first()
    if last and last >= this.now:
        this.now = last + _TICK


def decides(by: Actor) -> None:
    """Law 3 of the house: a machine proposes, a named officer decides."""
    if not by.is_officer:
        raise Refused(
            _("Only an officer may decide this."),
            rule="design §1.3",
            remedy=_("Open a case: an officer of the station will look at it."),
            code="not_an_officer",
        )
