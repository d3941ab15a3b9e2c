"""What the law asks of a birth, in two pages: whom the child follows, and who it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.pages.answers import DayInput
from banji.cases.checks import say
from banji.counter.items import FactsForm, Page
from banji.counter.items.fields import NumberField, code_field, name_of
from banji.counter.items.numbers import read_number
from banji.exchange.timeliness import rules_on
from banji.foundation.code_names import code_choices
from banji.law.deadlines import age_on
from banji.matters.births import rules
from banji.register.access import identify
from banji.register.lawful import limit
from banji.register.purposes import Purpose

# Younger ones are not offered as parents; the register asks about whoever was one all the same.
_OFFERED_FROM = 14
HAN = "01"


class TimeInput(forms.TimeInput):
    input_type = "time"


class BirthForm(FactsForm):
    """The child is registered with the parent it follows, by free choice (随父随母)."""

    pages: ClassVar = (
        Page(
            gettext_lazy("whom it follows"),
            ("follows", "ground", "other", "other_name", "other_number", "relation"),
        ),
        Page(
            gettext_lazy("the child"),
            (
                *("name", "sex", "birth_date", "birth_time", "ethnicity", "birth_place", "native_place"),
                *("number", "died_on"),
            ),
        ),
    )

    follows = forms.ChoiceField(
        label=gettext_lazy("In whose household is the child registered?"),
        help_text=gettext_lazy("With father or mother, as they choose."),
    )
    ground = forms.ChoiceField(label=gettext_lazy("On which ground do they settle?"))
    other = forms.ChoiceField(label=gettext_lazy("The other parent"), required=False)
    other_name = forms.CharField(
        label=gettext_lazy("Name of the other parent, if registered elsewhere in the city"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("With the number as in his or her book. It may stay empty."),
    )
    other_number = NumberField(gettext_lazy("Citizen number of that parent"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the child"),
        max_length=100,
        help_text=gettext_lazy("The surname is the father's or the mother's."),
    )
    birth_date = forms.DateField(label=gettext_lazy("Day of birth"), widget=DayInput())
    birth_time = forms.TimeField(label=gettext_lazy("Time of birth"), required=False, widget=TimeInput())
    birth_place = forms.CharField(label=gettext_lazy("Place of birth"), required=False, max_length=100)
    native_place = forms.CharField(label=gettext_lazy("Native place"), required=False, max_length=100)
    number = NumberField(
        gettext_lazy("Citizen number"),
        birth="birth_date",
        sex="sex",
        required=False,
        help_text=gettext_lazy("Only if the register of record has issued it already."),
    )
    died_on = forms.DateField(
        label=gettext_lazy("Day of death, if the child has died before this registration"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kin = [(str(person), name) for person, name in _kin(self)]
        self.fields["follows"].choices = kin if len(kin) == 1 else [("", _("choose")), *kin]  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", _("not in this household")), *kin]  # type: ignore[attr-defined]
        grounds = rules.grounds_under(rules_on(self.today))
        self.fields["ground"].choices = [(code, say(words)) for code, words in grounds.items()]  # type: ignore[attr-defined]
        self.fields["relation"] = code_field(
            "relation", _("Relation of the child to the head of that household"), today=self.today
        )
        self.fields["sex"] = forms.ChoiceField(
            label=_("Sex"), choices=[("", _("choose")), *code_choices("sex", only=("1", "2"))]
        )
        self.fields["ethnicity"] = code_field("ethnicity", _("Ethnicity"), today=self.today, initial=HAN)
        for page in self.pages:
            self.order_fields([*(n for n in self.fields if not page.has(n)), *page.names])

    def clean_follows(self) -> UUID:
        return UUID(self.cleaned_data["follows"])

    def clean_other(self) -> UUID | None:
        other = self.cleaned_data["other"]
        return UUID(other) if other else None

    def clean_number(self) -> str:
        return read_number(self.cleaned_data["number"], self.today)

    def clean_other_number(self) -> str:
        return read_number(self.cleaned_data["other_number"], self.today)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("other") and given.get("other") == given.get("follows"):
            self.add_error("other", _("That is who is followed already."))
        if given.get("other_number") and not given.get("other"):
            given["other"] = self._found(given.get("other_name", ""), given["other_number"])
        return given

    def _found(self, name: str, number: str) -> UUID | None:
        found = identify(name, number, by=self.by, purpose=Purpose.COUNTER)
        if found is None:
            self.add_error(
                "other_number",
                _(
                    "Nobody in the city has this name and number. Compare the book, or leave both empty: the other parent"
                    " need not be registered here."
                ),
            )
        return found

    def applicant(self) -> str:
        return dict(_kin(self)).get(self.cleaned_data["follows"], "")

    def notes(self) -> list[str]:
        """A birth declared late is registered all the same, and said to be late."""
        born: date = self.cleaned_data["birth_date"]
        due = limit("births.declaration", born, on=self.today)
        if self.today <= due.due_on:
            return []
        article = rules_on(self.today).value("births.declaration").source
        return [
            _("Declared late: it was due by {day}. It is registered all the same. {article}").format(
                day=date_format(due.due_on), article=article.cite()
            )
        ]


def _kin(form: BirthForm) -> Iterator[tuple[UUID, str]]:
    """Who can be followed: the members of the household, or the person the form was begun for."""
    for member in form.subject.members:
        born = member.particulars.birth_date if member.particulars else None
        if born is None or age_on(born, form.today) >= _OFFERED_FROM:
            yield member.person_id, name_of(member)
    if (person := form.subject.person) and person.particulars:
        yield person.person_id, person.particulars.name
