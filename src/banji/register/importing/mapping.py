"""Which column of a sheet is which column of the format, and which words stand for which codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.foundation.errors import Refused
from banji.register.importing.columns import columns_of, title_of

LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """`columns`: heading by column of the format. `codes`: by column, the code of a word; a word that stands for
    nothing ("不详") has the code ''."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept.get("columns", {}), kept.get("codes", {}))

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "codes": {name: dict(words) for name, words in self.codes.items()},
        }

    def only(self, table: str, headings: Collection[str]) -> SheetMapping:
        """What of it can be used for a table and a sheet with these headings."""
        names = {column.name for column in columns_of(table)}
        columns = {name: h for name, h in self.columns.items() if name in names and h in headings}
        return SheetMapping(columns, {name: words for name, words in self.codes.items() if name in columns})


def missing(table: str, mapping: SheetMapping) -> list[str]:
    """Titles of the needed columns that no heading was given to."""
    language = get_language() or "zh"
    return [
        c.title.in_language(language) for c in columns_of(table) if c.needed and c.name not in mapping.columns
    ]


def check(table: str, mapping: SheetMapping, headings: Sequence[str]) -> None:
    """Raises `Refused` for a mapping that cannot be used."""
    if unknown := [h for h in mapping.columns.values() if h not in headings]:
        raise Refused(_("The file has no column “{heading}”.").format(heading=unknown[0]))
    if lacking := missing(table, mapping):
        raise Refused(
            _("Say which column of the file is: {columns}.").format(columns="、".join(lacking)),
            rule=_("Needed in the table “{table}”").format(
                table=title_of(table).in_language(get_language() or "zh")
            ),
            code="missing",
        )
    number = mapping.columns.get("citizen_id_no")
    if number and number == mapping.columns.get("external_ref"):
        raise Refused(
            _(
                "The citizen number cannot be the person's reference: it would stand in the register unencrypted."
            ),
            rule="domain 7.3",
            remedy=_("Ask for an export with the earlier system's own number of each person."),
            code="number_as_reference",
        )
