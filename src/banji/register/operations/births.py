"""Into the register for the first time: on birth (户口登记条例 Art 7, 9; 公通字〔2021〕12号 Art 19 to 22), or late, after having
been without registration (国办发〔2015〕96号)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.exchange.timeliness import rules_on
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.names import normalise_name
from banji.law.deadlines import age_on
from banji.law.sources import source
from banji.register.lawful import Brought, approves, limit, require
from banji.register.models import HouseholdParticulars, Particulars, RegisterEvent, Registration
from banji.register.operations import numbers
from banji.register.operations.asking import Doubt, ask
from banji.register.operations.cancellation import not_in_the_future, registered
from banji.register.operations.entering import Book, entering
from banji.register.operations.relations import check_relations, doubts_of_relation
from banji.register.operations.seats import of

_Kind, _Status = RegisterEvent.Kind, Registration.Status
# Younger than this nobody in the register became a parent but by an error.
_YOUNGEST_PARENT = 14


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody is that is not in the register yet."""

    name: str
    sex: str
    birth_date: date | None
    ethnicity: str = ""
    birth_place: str = ""
    native_place: str = ""
    number: str = ""
    former_name: str = ""

    def values(self, person_id: UUID) -> dict[str, Any]:
        return {
            "name": normalise_name(self.name),
            "former_name": normalise_name(self.former_name) if self.former_name else "",
            "sex": self.sex,
            "birth_date": self.birth_date,
            "ethnicity": self.ethnicity,
            "number_id": numbers.hold(person_id, self.number),
            "phone_id": None,
            "native_place": self.native_place,
            "birth_place": self.birth_place,
            "education": "",
            "marital_status": "",
        }


@dataclass(frozen=True, slots=True)
class DiedBefore:
    """An infant that died before its birth was registered: both are (户口登记条例 Art 9)."""

    died_on: date


def register_birth(
    *,
    person_id: UUID,
    child: Newcomer,
    follows: UUID,
    relation_to_head: str,
    papers: Sequence[Brought],
    by: Actor,
    other_parent: UUID | None = None,
    ground: str = "in_wedlock",
    died: DiedBefore | None = None,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """Register a child in the household of the parent (or, of students, the grandparent) it follows, by free choice.

    `person_id` is made by the page, so that a form sent twice registers once. `ground` is a list of papers,
    `register.birth.<ground>`. Late is registered all the same, and said so. Raises `Refused`, and `Asked` for what is odd.
    """
    kin = [each for each in (follows, other_parent) if each]
    with entering(
        "register.register_birth", by=by, persons=[person_id, *kin], new=person_id, case_no=case_no
    ) as book:
        kept = require(f"birth.{ground}", papers, by=by, on=book.today)
        home = registered(book.registration(follows))
        check_relations([relation_to_head], heads=0)
        _check_birth(book, child, kin)
        _family_before_collective(book, follows, other_parent)
        asked = ask(
            [
                *_young_parents(book, child, kin),
                *numbers.doubts(child.number, child.sex, child.birth_date, person_id),
                *doubts_of_relation(
                    book, home, relation_to_head, name=child.name, sex=child.sex, born=child.birth_date
                ),
            ],
            confirmed,
        )
        said = {
            **_lateness(child.birth_date, book.today),
            "papers": kept,
            "follows": str(follows),
            "confirmed": asked,
        }
        event = _first_registration(
            book,
            _Kind.BIRTH,
            person_id,
            child,
            values={
                "household_id": home.values["household_id"],
                "relation_to_head": relation_to_head,
                **of(home.values).values,
            },
            details=said,
        )
        if died:
            _died_too(book, person_id, child, died)
        return event


def back_register(
    *,
    person_id: UUID,
    newcomer: Newcomer,
    household_id: UUID,
    relation_to_head: str,
    category: str,
    papers: Sequence[Brought],
    by: Actor,
    confirmed: Collection[str] = (),
    case_no: str = "",
) -> RegisterEvent:
    """Register somebody late who has been without registration (补录), in a household that is there.

    `category` is one of the eight of 国办发〔2015〕96号 in small letters; its papers are `register.back_register.<category>`.
    Who approves stands in the profile. Raises `Refused`, and `Asked` for what is odd.
    """
    with entering(
        "register.back_register",
        by=by,
        persons=[person_id],
        households=[household_id],
        new=person_id,
        case_no=case_no,
    ) as book:
        approves("unregistered.approval_level", by, book.today)
        kept = require(f"back_register.{category}", papers, by=by, on=book.today)
        home = standing_household(book, household_id)
        check_relations([relation_to_head], heads=0)
        if newcomer.birth_date:
            not_in_the_future(book, newcomer.birth_date)
        asked = ask(numbers.doubts(newcomer.number, newcomer.sex, newcomer.birth_date, person_id), confirmed)
        said = {"papers": kept, "category": category, "confirmed": asked}
        return _first_registration(
            book,
            _Kind.BACK_REGISTER,
            person_id,
            newcomer,
            values={
                "household_id": household_id,
                "relation_to_head": relation_to_head,
                **of(home).values,
            },
            details=said,
        )


def standing_household(book: Book, household_id: UUID) -> dict[str, Any]:
    """What is written of a household today. Raises `Refused` for one whose book is void."""
    now = book.household(household_id)
    rows = HouseholdParticulars.objects.filter(household=household_id, recorded_to=None).order_by(
        "-valid_from"
    )
    last = rows.first()
    if now is None or last is None or (last.valid_to is not None and last.valid_to <= book.today):
        raise Refused(
            _("The book of this household is void: nobody is registered in it any more."),
            rule=source("NORM_2021", "34").cite(),
            remedy=_("Pick a household that stands, or open a new one."),
            code="household_void",
        )
    return dict(now.values)


def _first_registration(
    book: Book,
    kind: str,
    person_id: UUID,
    who: Newcomer,
    *,
    values: Mapping[str, Any],
    details: Mapping[str, Any],
) -> RegisterEvent:
    began = {
        "status": _Status.ACTIVE,
        "cancel_reason": "",
        "legacy_hukou_category": "NONE",
        "legacy_as_of": None,
    }
    event = book.enter(kind, person_id, book.today, registration={**began, **values}, details=details)
    book.amend(event, Particulars, who.values(person_id), who.birth_date or book.today)
    return event


def _died_too(book: Book, person_id: UUID, child: Newcomer, died: DiedBefore) -> None:
    not_in_the_future(book, died.died_on)
    if child.birth_date and died.died_on < child.birth_date:
        raise Refused(
            _("The day of death, {died}, lies before the birth on {born}.").format(
                died=date_format(died.died_on), born=date_format(child.birth_date)
            ),
            remedy=_("Compare both papers."),
            code="before_birth",
        )
    book.enter(
        _Kind.CANCEL_DEATH,
        person_id,
        died.died_on,
        registration={"status": _Status.CANCELLED, "cancel_reason": Registration.CancelReason.DEATH},
        # In the register from today, and from today on as somebody who has died.
        since=book.today,
        reason=_("died before the birth was registered"),
    )


def _check_birth(book: Book, child: Newcomer, kin: Sequence[UUID]) -> None:
    if not child.name.strip():
        raise Refused(_("A child is registered with a name."), code="no_name")
    if child.birth_date is None:
        raise Refused(_("Please state the date of birth."), code="no_birth_date")
    not_in_the_future(book, child.birth_date)
    for parent in kin:
        born = _born(book, parent)
        if born and born >= child.birth_date:
            raise Refused(
                _("The child, born on {child}, would be older than its parent, born on {parent}.").format(
                    child=date_format(child.birth_date), parent=date_format(born)
                ),
                remedy=_("Compare the birth certificate with the book."),
                code="older_than_parent",
            )


def _young_parents(book: Book, child: Newcomer, kin: Sequence[UUID]) -> Iterator[Doubt]:
    for parent in kin:
        born = _born(book, parent)
        if born and child.birth_date and age_on(born, child.birth_date) < _YOUNGEST_PARENT:
            yield Doubt(
                "young_parent", _("The parent was under {years} at the birth.").format(years=_YOUNGEST_PARENT)
            )


def _born(book: Book, person_id: UUID) -> date | None:
    who = book.particulars(person_id)
    return who.values["birth_date"] if who else None


def _family_before_collective(book: Book, follows: UUID, other: UUID | None) -> None:
    """公通字〔2021〕12号 Art 21: of parents in a family and a collective household of one city, the family's."""
    if (
        other is None
        or not (rule := rules_on(book.today).find("births.family_household_first"))
        or not rule.yes
    ):
        return
    if _kind(book, follows) not in (None, "FAMILY") and _kind(book, other) == "FAMILY":
        raise Refused(
            _(
                "One parent is registered in a family household: the child is registered there, not in the collective one."
            ),
            rule=rule.source.cite(),
            remedy=_("Register the child with the parent in the family household."),
            code="family_household_first",
        )


def _kind(book: Book, person_id: UUID) -> str | None:
    now = book.registration(person_id)
    if now is None or now.values["status"] != _Status.ACTIVE or not now.values["household_id"]:
        return None
    home = book.household(now.values["household_id"])
    return home.values["household_type"] if home else None


def _lateness(born: date | None, today: date) -> dict[str, Any]:
    due = limit("births.declaration", born or today, on=today)
    return {"late": today > due.due_on, "due_on": due.due_on.isoformat()}
