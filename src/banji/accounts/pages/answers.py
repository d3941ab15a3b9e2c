"""What every page of this room does alike: try an operation, show a table."""

from __future__ import annotations

from collections.abc import Callable

import django_tables2 as tables
from django.forms import BaseForm, DateInput
from django.http import HttpRequest

from banji.foundation.errors import Refused


class DayInput(DateInput):
    """A day as the browser's own calendar wants it, in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def attempt[T](form: BaseForm, operation: Callable[[], T]) -> T | None:
    """The operation's answer, or None with its refusal among the errors of the form."""
    try:
        return operation()
    except Refused as refusal:
        form.add_error(None, sentence(refusal))
        return None


def sentence(refusal: Refused) -> str:
    """What is wrong, what to do, which rule."""
    parts = [str(refusal.message), str(refusal.remedy), str(refusal.rule)]
    return " ".join(part for part in parts if part)


def listed(request: HttpRequest, table: tables.Table, *, per_page: int = 25) -> tables.Table:
    """The table sorted and paged as the address says."""
    tables.RequestConfig(request, paginate={"per_page": per_page, "silent": True}).configure(table)
    return table
