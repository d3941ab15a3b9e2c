"""The codes of the standards (`identity.codes`) for a page: by name, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import get_language

from banji.identity import codes


def code_name(table: str, code: str) -> str:
    """The name of a code; one that the table does not have stays as it was written."""
    found = codes.table(table)
    return found.name(code, _language()) if code in found else code


def code_choices(table: str, *, on: date | None = None, only: Collection[str] = ()) -> list[tuple[str, str]]:
    """(code, name) pairs of a table in its own order: those offered on a day (None: all it ever had), or `only` these."""
    offered = codes.table(table).choices(_language(), on=on)
    return [(code, name) for code, name in offered if not only or code in only]


def _language() -> str:
    return get_language() or "zh-hans"
