"""What the law asks of a move, page by page: who moves, whereto, and who has signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext as _

from banji.accounts.pages.answers import DayInput
from banji.addresses import picker
from banji.addresses.models import Address, Division
from banji.cases.checks import say
from banji.counter.items import FactsForm, Page
from banji.counter.items.fields import (
    AddressField,
    DayField,
    NumberField,
    code_field,
    household_of,
    name_of,
)
from banji.foundation.code_names import code_choices
from banji.foundation.errors import NotFound
from banji.identity.numbers import BadCitizenId, CitizenId, read_citizen_id
from banji.law.deadlines import age_on
from banji.matters.migration import kinds
from banji.register.access import glance_at, identify
from banji.register.models import Registration
from banji.register.purposes import Purpose
from banji.register.queries import Member, household_members, person_on

FULL_AGE = 18
MOVES, SIGNED, RELATION = "moves-", "signed-", "relation-"
MOST = 8
WITHIN_GROUNDS = ("dwelling", "work", "kin", "sold", "leaves_collective", "student")
COMING = (
    kinds.INTER_PROVINCE,
    kinds.INTRA_PROVINCE,
    kinds.STUDENT_IN,
    kinds.DEMOBILISED,
    kinds.RETURNEE,
)
LEAVING = {
    kinds.INTER_PROVINCE: "other_province",
    kinds.INTRA_PROVINCE: "same_province",
    kinds.STUDENT_OUT: "student",
}
# Who comes on papers of his own needs no further ground.
OWN_PAPERS = {
    kinds.STUDENT_IN: "student",
    kinds.DEMOBILISED: "demobilised",
    kinds.RETURNEE: "returnee",
}

WHO, WHAT, WHERE = gettext_lazy("who moves"), gettext_lazy("what move it is"), gettext_lazy("where to")


def words(table: Mapping[str, Any], codes_: Any = None) -> list[tuple[str, str]]:
    return [(code, say(table[code])) for code in (codes_ or table)]


class Destination(FactsForm):
    """Into a household that stands, or into a new one at an address that is picked."""

    home = forms.CharField(
        label=gettext_lazy("Number of the household they join"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "As it stands in its book (户号). Leave it empty for a household of their own."
        ),
    )
    seat = AddressField(label=gettext_lazy("Address of the new household"), required=False)

    def clean_home(self) -> UUID | None:
        number = self.cleaned_data["home"]
        return household_of(self, number) if number.strip() else None

    def clean_seat(self) -> Address | Division | None:
        code = self.cleaned_data["seat"]
        if not code:
            return None
        try:
            return picker.picked(code, self.by)
        except NotFound as absent:
            raise forms.ValidationError(str(absent.message)) from absent

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        said_both = bool(given.get("home")) == bool(given.get("seat"))
        if "seat" in self.fields and said_both and not (self.errors.keys() & {"home", "seat"}):
            self.add_error("seat", _("Pick the address of a new household, or name the household they join."))
        return given


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


class MoveWithinForm(Members, Destination):
    """Within the city, in one stop; begun on the page of the household that is left."""

    pages: ClassVar[tuple[Page, ...]] = (
        Page(WHAT, (MOVES, "ground", "group", "in_town_since", "on")),
        Page(WHERE, ("home", "seat", RELATION, SIGNED)),
    )

    ground = forms.ChoiceField(label=gettext_lazy("On which ground?"))
    group = forms.ChoiceField(
        label=gettext_lazy("Do they belong to a priority group?"),
        required=False,
        help_text=gettext_lazy(
            "Only a tag for statistics and for what the group is offered; no condition of the move."
        ),
    )
    in_town_since = forms.DateField(
        label=gettext_lazy("At work and home in town since"), required=False, widget=DayInput()
    )
    on = DayField(gettext_lazy("With effect of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = words(kinds.GROUNDS, WITHIN_GROUNDS)  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("no")), *words(kinds.GROUPS)]  # type: ignore[attr-defined]
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


class MoveInForm(Destination):
    """From outside the city: who comes, as the papers say."""

    pages: ClassVar[tuple[Page, ...]] = (
        Page(WHAT, ("kind", "ground", "place", "count", "group", "in_town_since")),
        Page(WHO, ("name-", "number-", "sex-", "birth-", "ethnicity-", RELATION, SIGNED)),
        Page(WHERE, ("home", "seat", "on", "certificate_no", "issued_on", "issued_by")),
    )

    kind = forms.ChoiceField(label=gettext_lazy("What move is it?"))
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        help_text=gettext_lazy("Students, soldiers and returnees come on papers of their own."),
    )
    place = forms.CharField(label=gettext_lazy("Province, city and county they come from"), max_length=200)
    count = forms.IntegerField(label=gettext_lazy("How many move?"), min_value=1, max_value=MOST, initial=1)
    group = MoveWithinForm.base_fields["group"]
    in_town_since = MoveWithinForm.base_fields["in_town_since"]
    on = DayField(gettext_lazy("Arrived on"))
    certificate_no = forms.CharField(
        label=gettext_lazy("Number of the migration certificate, if they bring it already"),
        max_length=60,
        required=False,
    )
    issued_on = forms.DateField(label=gettext_lazy("Issued on"), required=False, widget=DayInput())
    issued_by = forms.CharField(label=gettext_lazy("Issued by"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = words(kinds.KINDS, COMING)  # type: ignore[attr-defined]
        self.fields["ground"].choices = words(kinds.GROUNDS, kinds.SETTLING)  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("no")), *words(kinds.GROUPS)]  # type: ignore[attr-defined]
        self.fields["on"].initial = self.today
        for n in self.places():
            self._ask_newcomer(n)
        in_order(self)

    def places(self) -> range:
        count = self.said("count")
        return range(1, min(int(count) if count.isdigit() else 1, MOST) + 1)

    def _ask_newcomer(self, n: int) -> None:
        sexes = code_choices("sex", only=("1", "2"))
        born = _("Filled by the number, if you leave it empty.")
        self.fields |= {
            f"name-{n}": forms.CharField(label=_("{n}. Name").format(n=n), max_length=100),
            f"number-{n}": NumberField(_("{n}. Citizen number").format(n=n), required=False),
            f"sex-{n}": forms.ChoiceField(
                label=_("{n}. Sex").format(n=n),
                choices=[("", _("as the number says")), *sexes],
                required=False,
            ),
            f"birth-{n}": forms.DateField(
                label=_("{n}. Day of birth").format(n=n), required=False, widget=DayInput(), help_text=born
            ),
            f"ethnicity-{n}": code_field(
                "ethnicity", _("{n}. Ethnicity").format(n=n), today=self.today, initial="01"
            ),
            f"relation-{n}": code_field(
                "relation",
                _("{n}. Relation to the head there").format(n=n),
                today=self.today,
                initial="02" if n == 1 else "",
            ),
            f"signed-{n}": forms.CharField(
                label=_("{n}. Who has signed").format(n=n),
                max_length=120,
                required=False,
                help_text=_("The mover; for a minor the guardian."),
            ),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for n in self.places():
            if f"number-{n}" in self.fields:
                self._clean_newcomer(n, given)
        if given.get("certificate_no") and not given.get("issued_on"):
            self.add_error("issued_on", _("Say when the certificate was issued."))
        return given

    def _clean_newcomer(self, n: int, given: dict[str, Any]) -> None:
        try:
            given[f"number-{n}"] = read_number(given.get(f"number-{n}") or "", self.today)
        except forms.ValidationError as error:
            self.add_error(f"number-{n}", error)
            return
        says = number_of(given[f"number-{n}"])
        if says:
            given[f"birth-{n}"] = given.get(f"birth-{n}") or says.birth_date
            given[f"sex-{n}"] = given.get(f"sex-{n}") or says.sex
        for name, why in (("birth", _("Say when the person was born.")), ("sex", _("Say which sex."))):
            if not given.get(f"{name}-{n}") and f"{name}-{n}" not in self.errors:
                self.add_error(f"{name}-{n}", why)
        if (found := self.known(n, given)) and is_registered(found, self.today):
            self.add_error(
                f"number-{n}",
                _("This person is registered in the city already: use the move within the city."),
            )

    def known(self, n: int, given: Mapping[str, Any]) -> UUID | None:
        """Somebody who left this city once, and comes back."""
        number = given.get(f"number-{n}")
        if not number:
            return None
        return identify(given.get(f"name-{n}", ""), number, by=self.by, purpose=Purpose.COUNTER)

    def notes(self) -> list[str]:
        """Where a number and what was typed beside it disagree."""
        return [note for n in self.places() for note in self._disagreements(n)]

    def _disagreements(self, n: int) -> Iterator[str]:
        given = self.cleaned_data
        says = number_of(given.get(f"number-{n}") or "")
        if says and says.birth_date != given.get(f"birth-{n}"):
            yield _("{name}: the number says another day of birth.").format(name=given[f"name-{n}"])
        if says and says.sex != given.get(f"sex-{n}"):
            yield _("{name}: the number belongs to the other sex.").format(name=given[f"name-{n}"])

    def applicant(self) -> str:
        return self.said("name-1")


def in_order(form: FactsForm) -> None:
    """Fields as the pages name them, each newcomer's together."""

    def place(name: str) -> tuple[int, int, int]:
        for number, page in enumerate(form.pages):
            for at, own in enumerate(page.names):
                if name == own or (own.endswith("-") and name.startswith(own)):
                    tail = name.removeprefix(own)
                    return (number, int(tail), at) if tail.isdigit() else (number, 0, at)
        return len(form.pages), 0, 0

    form.order_fields(sorted(form.fields, key=place))


def number_of(text: str) -> CitizenId | None:
    """What a number says; None for none, and for one that cannot be."""
    try:
        return read_citizen_id(text, today=date.max) if text else None
    except BadCitizenId:
        return None


def read_number(text: str, today: date) -> str:
    """Raises `ValidationError` for a number that cannot be one; empty stays empty."""
    if not text.strip():
        return ""
    try:
        return read_citizen_id(text, today=today).value
    except BadCitizenId as bad:
        raise forms.ValidationError(say(bad.reason)) from bad


def is_registered(person: UUID, today: date) -> bool:
    row = person_on(person, today).registration
    return row is not None and row.status == Registration.Status.ACTIVE
