"""Whoever is registered in the city, and moves: within it, or out of it. Some or all of a household, each of his own will."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.counter.items import FactsForm, Page
from banji.counter.items.fields import DayField, NumberField, code_field, name_of
from banji.counter.items.numbers import number_of, read_number
from banji.law.deadlines import age_on
from banji.matters.migration import kinds
from banji.matters.migration.forms.parts import (
    MOVES,
    RELATION,
    SIGNED,
    WHAT,
    WHERE,
    WHO,
    Destination,
    Grouped,
    in_order,
    words,
)
from banji.register.access import glance_at, identify
from banji.register.purposes import Purpose
from banji.register.queries import Member, household_members, person_on

FULL_AGE = 18
WITHIN_GROUNDS = ("dwelling", "work", "kin", "sold", "leaves_collective", "student")
# The list of papers under which somebody leaves.
LEAVING = {
    kinds.INTER_PROVINCE: "other_province",
    kinds.INTRA_PROVINCE: "same_province",
    kinds.STUDENT_OUT: "student",
}


class Members(FactsForm):
    """Some or all members of a household of this city move; each adult signs, for a minor the guardian."""

    def family(self) -> list[Member]:
        return self.subject.members

    def ask_who(self) -> None:
        for member in self.family():
            self.fields[f"{MOVES}{member.person_id}"] = forms.BooleanField(
                label=_("{name} moves").format(name=name_of(member)), required=False, initial=True
            )

    def ask_signatures(self, *, relations: bool) -> None:
        for member in self.movers():
            if relations:
                self.fields[f"{RELATION}{member.person_id}"] = code_field(
                    "relation",
                    _("{name}: relation to the head there").format(name=name_of(member)),
                    today=self.today,
                    initial=member.registration.relation_to_head,
                )
            self.fields[f"{SIGNED}{member.person_id}"] = self._signature(member)

    def _signature(self, member: Member) -> forms.Field:
        born = member.particulars.birth_date if member.particulars else None
        if born is not None and age_on(born, self.today) < FULL_AGE:
            return forms.CharField(
                label=_("Guardian who signed for {name}").format(name=name_of(member)),
                max_length=120,
                required=False,
            )
        return forms.BooleanField(label=_("{name} has signed").format(name=name_of(member)), required=False)

    def movers(self) -> list[Member]:
        return [member for member in self.family() if self.said(f"{MOVES}{member.person_id}")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        asked = [name for name in self.fields if name.startswith(MOVES)]
        if asked and not any(given.get(name) for name in asked):
            self.add_error(None, _("Say who moves."))
        return given

    def applicant(self) -> str:
        movers = self.movers()
        return name_of(movers[0]) if movers else ""


class MoveWithinForm(Members, Destination, Grouped):
    """Within the city, in one stop; begun on the page of the household that is left."""

    pages: ClassVar[tuple[Page, ...]] = (
        Page(WHAT, (MOVES, "ground", "group", "in_town_since", "on")),
        Page(WHERE, ("home", "seat", RELATION, SIGNED)),
    )

    ground = forms.ChoiceField(label=gettext_lazy("On which ground do they settle?"))
    on = DayField(gettext_lazy("With effect of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = words(kinds.GROUNDS, WITHIN_GROUNDS)  # type: ignore[attr-defined]
        self.fields["on"].initial = self.today
        self.ask_who()
        self.ask_signatures(relations=True)
        in_order(self)


class MoveHereForm(MoveWithinForm):
    """The same at the station of the new place, which finds the family by the book it brings: name and number."""

    pages: ClassVar[tuple[Page, ...]] = (Page(WHO, ("name", "number")), *MoveWithinForm.pages)

    name = forms.CharField(
        label=gettext_lazy("Name of one who moves"),
        max_length=100,
        help_text=gettext_lazy("As in the household book that was brought."),
    )
    number = NumberField(gettext_lazy("Citizen number of the same person"))

    def family(self) -> list[Member]:
        return self._family

    @cached_property
    def _family(self) -> list[Member]:
        """Whoever brings the book sees what stands in it: one reading, of all of them."""
        person = self._found()
        registration = person_on(person, self.today).registration if person else None
        if registration is None or registration.household_id is None:
            return []
        members = household_members(registration.household_id, self.today)
        about = ("household", registration.household_id)
        glance_at((m.person_id for m in members), by=self.by, purpose=Purpose.COUNTER, object_=about)
        return members

    def _found(self) -> UUID | None:
        name, number = self.said("name").strip(), self.said("number").strip()
        if not (name and number) or not number_of(number):
            return None
        return identify(name, number, by=self.by, purpose=Purpose.COUNTER)

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"], self.today)
        if not self.family():
            raise forms.ValidationError(
                _(
                    "Nobody with this name and number is registered in this city. Who comes from outside is moved in."
                )
            )
        return number


class MoveOutForm(Members):
    """Out of the city, with a migration certificate."""

    pages: ClassVar[tuple[Page, ...]] = (
        Page(WHAT, (MOVES, "kind", "place")),
        Page(gettext_lazy("who has signed"), (SIGNED,)),
    )

    kind = forms.ChoiceField(label=gettext_lazy("Where to?"))
    place = forms.CharField(
        label=gettext_lazy("Province, city and county"),
        max_length=200,
        help_text=gettext_lazy("As on the permit to move in, or the paper of the school."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = words(kinds.KINDS, LEAVING)  # type: ignore[attr-defined]
        self.ask_who()
        self.ask_signatures(relations=False)
        in_order(self)


class EnlistForm(FactsForm):
    """Called up: cancelled without a certificate (户口登记条例 Art 11)."""

    place = forms.CharField(label=gettext_lazy("Recruitment office that issued the notice"), max_length=200)
    signed = forms.BooleanField(label=gettext_lazy("The conscript has signed"))
