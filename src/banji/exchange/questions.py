"""What the system of an organisation may ask or post through the API (domain 7.4): no entry, no answer.

An entry gives one organisation, or one kind of them, one scope for one purpose. `entry(organisation, "verify",
"BENEFIT_STOP")` is the one under which a request is answered; `scopes_of(organisation)` are those its client may have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.exchange.catalogue import CATALOGUE
from banji.exchange.catalogue_lint import require_lawful
from banji.foundation.errors import Refused
from banji.law.sources import Citation, register
from banji.law.yaml_lines import Row, read
from banji.words import Words

VERIFY, PERSON, HOUSEHOLD, EVENT = "verify", "person.read", "household.read", "event.write"


class NoEntry(Refused):
    """The catalogue does not let this organisation ask this."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who may ask what, for what purpose, on which legal basis, and how many persons a day.

    `asks`: the questions of `verify`, or the kinds of events of `event.write`. Of `fields`, those in `plain` are
    answered as they stand, the others masked (domain 7.5); a whole number is never answered.
    """

    code: str
    scope: str
    asks: tuple[str, ...]
    title: Words
    askers: tuple[str, ...]
    purpose_code: str
    purpose: Words
    source: Citation
    fields: frozenset[str]
    plain: frozenset[str]
    per_day: int
    receiver_keep_days: int

    def is_for(self, organisation: Organisation) -> bool:
        return bool({organisation.department, organisation.kind} & set(self.askers))


@cache
def questions() -> tuple[Question, ...]:
    """Every entry. Raises `catalogue_lint.Unlawful` for a catalogue that does not pass its linter."""
    require_lawful(CATALOGUE)
    return tuple(_question(row) for row in read(CATALOGUE).rows("questions"))


def entries_for(organisation: Organisation) -> tuple[Question, ...]:
    return tuple(one for one in questions() if one.is_for(organisation))


def scopes_of(organisation: Organisation) -> list[str]:
    """The scopes a client of this organisation may have, in the order of the catalogue."""
    return list(dict.fromkeys(one.scope for one in entries_for(organisation)))


def entry(organisation: Organisation, scope: str, purpose_code: str, asked: str = "") -> Question:
    """The entry for this purpose, and for this question or kind of event. Raises `NoEntry`."""
    for one in entries_for(organisation):
        if (one.scope, one.purpose_code) == (scope, purpose_code) and (not asked or asked in one.asks):
            return one
    raise NoEntry(
        _("The catalogue of shared data does not let your organisation ask this for the purpose %(purpose)s.")
        % {"purpose": purpose_code},
        rule=register().cite("NORM_2021 88").cite(get_language() or "zh-hans"),
        remedy=_("Apply for an entry with the purpose and its legal basis, or ask what your entry allows."),
        code="no_catalogue_entry",
    )


def _question(row: Row) -> Question:
    return Question(
        code=row["code"],
        scope=row["scope"],
        asks=tuple(row.get("asks", ())),
        title=Words(str(row["title"]["zh"]), str(row["title"]["en"])),
        askers=tuple(row["askers"]),
        purpose_code=row["purpose"]["code"],
        purpose=Words(str(row["purpose"]["zh"]), str(row["purpose"]["en"])),
        source=register().cite(row["source"]),
        fields=frozenset(row["fields"]),
        plain=frozenset(row.get("plain", ())),
        per_day=row["per_day"],
        receiver_keep_days=row["receiver_keep_days"],
    )
