"""Why something cannot be begun about a household or a person as they stand: said on their pages beside what can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banji.law.sources import Citation, source
from banji.register.models import HouseholdParticulars, Registration
from banji.register.queries.households import HEAD, HouseholdSheet

_Status, _Kind = Registration.Status, HouseholdParticulars.Kind


@dataclass(frozen=True, slots=True)
class Hindrance:
    """The reason and its article. `never`: the thing is not for this kind of household at all, and is not spoken of."""

    text: str | Promise
    source: Citation
    never: bool = False

    def __str__(self) -> str:
        return f"{self.text} {self.source.cite(get_language() or 'zh-hans')}"


# Of a household its sheet; of a person the registration of today, if there is one.
type Check = Callable[[Any], Hindrance | None]

_VOID = Hindrance(_("The book of this household is void."), source("NORM_2021", "34"))
_ALONE = Hindrance(
    _("Only one person is registered here: leaving is a move, not a division."), source("NORM_2021", "14")
)
_NO_HEAD = Hindrance(_("A collective household has no head."), source("NORM_2021", "14"))
_NO_OTHERS = Hindrance(_("Nobody but the head is registered here."), source("GB_4761"))
_NOT_COLLECTIVE = Hindrance(_("This is no collective household."), source("NORM_2021", "14"), never=True)
_NO_DWELLING = Hindrance(
    _("A collective household has no dwelling to sell."), source("NORM_2021", "46"), never=True
)
_NOT_REGISTERED = Hindrance(_("Not registered here today."), source("HUKOU_1958", "17"))
_NOT_CANCELLED = Hindrance(_("The registration is not cancelled."), source("NORM_2021", "38"))
_IS_HEAD = Hindrance(_("Who is head is chosen, for all members together."), source("GB_4761"))


def none(standing: Any) -> Hindrance | None:
    return None


def void(sheet: HouseholdSheet) -> Hindrance | None:
    return _VOID if sheet.ended else None


def alone(sheet: HouseholdSheet) -> Hindrance | None:
    return void(sheet) or (_ALONE if len(sheet.members) == 1 else None)


def headless(sheet: HouseholdSheet) -> Hindrance | None:
    return void(sheet) or (None if _is_family(sheet) else _NO_HEAD)


def no_others(sheet: HouseholdSheet) -> Hindrance | None:
    others = any(not member.is_head for member in sheet.members)
    return void(sheet) or (None if others else _NO_OTHERS)


def not_collective(sheet: HouseholdSheet) -> Hindrance | None:
    return void(sheet) or (_NOT_COLLECTIVE if _is_family(sheet) else None)


def no_dwelling(sheet: HouseholdSheet) -> Hindrance | None:
    return void(sheet) or (None if _is_family(sheet) else _NO_DWELLING)


def not_registered(row: Registration | None) -> Hindrance | None:
    return None if row and row.status == _Status.ACTIVE else _NOT_REGISTERED


def not_in_the_register(row: Registration | None) -> Hindrance | None:
    """Who is on the way to another city still is."""
    return None if row and row.status != _Status.CANCELLED else _NOT_REGISTERED


def not_cancelled(row: Registration | None) -> Hindrance | None:
    return None if row and row.status == _Status.CANCELLED else _NOT_CANCELLED


def no_relation(row: Registration | None) -> Hindrance | None:
    return not_registered(row) or (_IS_HEAD if row and row.relation_to_head == HEAD else None)


def _is_family(sheet: HouseholdSheet) -> bool:
    return sheet.particulars.household_type == _Kind.FAMILY
