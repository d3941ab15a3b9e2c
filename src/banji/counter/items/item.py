"""What may be done at the counter in one visit: a row of the table in `items`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.functional import Promise

from banji.accounts.roles import Role
from banji.foundation.actors import Actor
from banji.register.doings import Offer
from banji.register.hindrances import Check, none
from banji.register.lawful import Brought
from banji.register.models import RegisterEvent
from banji.register.queries import HouseholdSheet, Member, PersonSheet

if TYPE_CHECKING:
    from banji.counter.models import VisitRecord

CLERKS = (Role.CLERK, Role.OFFICER, Role.STATION_CHIEF)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what the visit is about, as it stands before the officer: one of the two sheets."""

    household: HouseholdSheet | None = None
    person: PersonSheet | None = None

    @property
    def members(self) -> list[Member]:
        return self.household.members if self.household else []

    def seen(self) -> dict[str, int]:
        """The rows the officer has before him: registrations by member, or the person's own and his particulars."""
        if self.household:
            return {str(each.person_id): each.registration.pk for each in self.members}
        rows = (
            {"registration": self.person.registration, "particulars": self.person.particulars}
            if self.person
            else {}
        )
        return {name: row.pk for name, row in rows.items() if row}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A filled-in form that is to become an act: `facts` is the form's cleaned data, `seen` what `Subject.seen` said as
    it was begun, `confirmed` the doubts the officer has looked at. `form_id` makes a form sent twice one act."""

    form_id: UUID
    applicant: str
    subject_id: UUID
    facts: Mapping[str, Any]
    papers: Sequence[Brought]
    seen: Mapping[str, int]
    confirmed: Collection[str]
    by: Actor
    today: date

    @property
    def seen_members(self) -> dict[UUID, int]:
        return {UUID(person): row for person, row in self.seen.items()}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a longer form: the names of its fields; one that ends in "-" means all that begin so."""

    title: str | Promise
    names: tuple[str, ...]

    def has(self, name: str) -> bool:
        return any(name == own or (own.endswith("-") and name.startswith(own)) for own in self.names)


class FactsForm(forms.Form):
    """What the law asks of one event, beside its papers; `facts` of the asking are its cleaned data.

    A longer one is asked page by page: `said` is what was stated on another page, `keep_page` leaves one page's fields,
    and `clean` must bear that the others are not there.
    """

    pages: ClassVar[tuple[Page, ...]] = ()

    def __init__(
        self,
        *args: Any,
        subject: Subject,
        by: Actor,
        today: date,
        kept: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.by, self.today, self.kept = subject, by, today, kept or {}

    def said(self, name: str) -> str:
        """What was stated in a field, on this page or on one before; empty if nothing was."""
        return str(self.data.get(name) or self.kept.get(name) or "")

    def keep_page(self, page: int) -> None:
        for name in [name for name in self.fields if self.pages and not self.pages[page].has(name)]:
            del self.fields[name]

    def applicant(self) -> str:
        """Who probably stands at the counter; empty: the head of the household, or the person himself."""
        return ""

    def notes(self) -> list[str]:
        """What the officer should know of what was stated, and what stops nothing: a birth declared late."""
        return []


@dataclass(frozen=True, slots=True)
class Item:
    """`papers` names the closed list for what was stated (`divide.marriage`, see `register.lawful`), empty where the
    law asks for none; `act` does it and raises what the operation raises; `hinders` says why it cannot be begun.

    A matter that keeps a case answers with the record of the visit that its case has; `waits` opens the case that waits
    for papers, `onward` says what may follow a visit, `like` what a form begins with that follows another.
    """

    code: str
    title: str | Promise
    about: str
    form: type[FactsForm]
    papers: Callable[[Mapping[str, Any]], str]
    act: Callable[[Asking], Sequence[RegisterEvent] | VisitRecord]
    roles: tuple[Role, ...] = CLERKS
    order: int = 50
    hinders: Check = none
    waits: Callable[[Asking], VisitRecord] | None = None
    onward: Callable[[VisitRecord], Sequence[Offer]] = field(default=lambda visit: ())
    like: Callable[[VisitRecord], Mapping[str, Any]] = field(default=lambda visit: {})
