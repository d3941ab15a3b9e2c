"""Whoever comes from outside the city, as his papers say; who left it once is known by his number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.pages.answers import DayInput
from banji.counter.items import Page
from banji.counter.items.fields import DayField, NumberField, code_field
from banji.counter.items.numbers import number_of, read_number
from banji.foundation.code_names import code_choices
from banji.matters.migration import kinds
from banji.matters.migration.forms.parts import (
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
from banji.register.access import identify
from banji.register.models import Registration
from banji.register.purposes import Purpose
from banji.register.queries import person_on

MOST = 8
COMING = (
    kinds.INTER_PROVINCE,
    kinds.INTRA_PROVINCE,
    kinds.STUDENT_IN,
    kinds.DEMOBILISED,
    kinds.RETURNEE,
)
# Who comes on papers of his own needs no further ground.
OWN_PAPERS = {
    kinds.STUDENT_IN: "student",
    kinds.DEMOBILISED: "demobilised",
    kinds.RETURNEE: "returnee",
}


class MoveInForm(Destination, Grouped):
    """From outside the city: who comes, as the papers say."""

    pages: ClassVar[tuple[Page, ...]] = (
        Page(WHAT, ("kind", "ground", "place", "count", "group", "in_town_since")),
        Page(WHO, ("name-", "number-", "sex-", "birth-", "ethnicity-", RELATION, SIGNED)),
        Page(WHERE, ("home", "seat", "on", "certificate_no", "issued_on", "issued_by")),
    )

    kind = forms.ChoiceField(label=gettext_lazy("What move is it?"))
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground do they settle?"),
        help_text=gettext_lazy("Students, soldiers and returnees come on papers of their own."),
    )
    place = forms.CharField(label=gettext_lazy("Province, city and county they come from"), max_length=200)
    count = forms.IntegerField(label=gettext_lazy("How many move?"), min_value=1, max_value=MOST, initial=1)
    on = DayField(gettext_lazy("Arrived on"))
    certificate_no = forms.CharField(
        label=gettext_lazy("Number of the migration certificate, if they bring it already"),
        max_length=60,
        required=False,
    )
    issued_on = forms.DateField(label=gettext_lazy("Issued on"), required=False, widget=DayInput())
    issued_by = forms.CharField(label=gettext_lazy("Issuing authority"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = words(kinds.KINDS, COMING)  # type: ignore[attr-defined]
        self.fields["ground"].choices = words(kinds.GROUNDS, kinds.SETTLING)  # type: ignore[attr-defined]
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
            f"number-{n}": NumberField(
                _("{n}. Citizen number").format(n=n), birth=f"birth-{n}", sex=f"sex-{n}", required=False
            ),
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


def is_registered(person: UUID, today: date) -> bool:
    row = person_on(person, today).registration
    return row is not None and row.status == Registration.Status.ACTIVE
