"""What may be done at the counter in one visit: a row of the table in `items`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise

from banji.accounts.roles import Role
from banji.foundation.actors import Actor
from banji.register.lawful import Brought
from banji.register.models import RegisterEvent
from banji.register.queries import HouseholdSheet, Member, PersonSheet

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
    it was begun, `confirmed` the doubts the officer has looked at."""

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


class FactsForm(forms.Form):
    """What the law asks of one event, beside its papers; `facts` of the asking are its cleaned data."""

    def __init__(self, *args: Any, subject: Subject, by: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.by, self.today = subject, by, today


@dataclass(frozen=True, slots=True)
class Item:
    """`papers` names the closed list for what was stated (`divide.marriage`, see `register.lawful`), empty where the
    law asks for none; `act` does it and raises what the operation raises."""

    code: str
    title: str | Promise
    about: str
    form: type[FactsForm]
    papers: Callable[[Mapping[str, Any]], str]
    act: Callable[[Asking], Sequence[RegisterEvent]]
    roles: tuple[Role, ...] = CLERKS
    order: int = 50
