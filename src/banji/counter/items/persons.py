"""What is done about one person: changed particulars, settled abroad, a registration begun again
(户口登记条例 Art 17, 18; 公通字〔2021〕12号 Art 35 to 38, 48 to 54; 国办发〔2015〕96号 二(四), (五))."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.counter.items.fields import DayField, code_field, household_of, seen_row, why_field
from banji.counter.items.item import Asking, FactsForm, Item
from banji.register import hindrances
from banji.register import operations as do
from banji.register.doings import PERSON
from banji.register.models import RegisterEvent, Registration

_Reason = Registration.CancelReason


class ChangeForm(FactsForm):
    """Subclasses say which fields of the particulars may be changed."""

    on = DayField(gettext_lazy("With effect of"))
    reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today
        self.changed = self.changing()
        self.fields |= self.changed
        self.order_fields([*self.changed, "on", "reason"])

    def changing(self) -> dict[str, forms.Field]:
        """By their names in the particulars."""
        raise NotImplementedError

    def now(self, name: str) -> Any:
        """What the register says of this field."""
        who = self.subject.person.particulars if self.subject.person else None
        return getattr(who, name, None)

    def coded(self, name: str, table: str, label: Any, *, empty: Any = None) -> forms.Field:
        return code_field(table, label, today=self.today, empty=empty, initial=self.now(name))

    def clean(self) -> dict[str, Any]:
        if not self.errors and all(self.cleaned_data[name] == self.now(name) for name in self.changed):
            raise forms.ValidationError(_("The register says this already."))
        return self.cleaned_data


class NameForm(ChangeForm):
    def changing(self) -> dict[str, forms.Field]:
        help_text = _("The present name is kept as the former one.")
        return {"name": forms.CharField(label=_("New name"), max_length=60, help_text=help_text)}


class SexForm(ChangeForm):
    def changing(self) -> dict[str, forms.Field]:
        return {"sex": self.coded("sex", "sex", _("Sex"))}


class EthnicityForm(ChangeForm):
    def changing(self) -> dict[str, forms.Field]:
        return {"ethnicity": self.coded("ethnicity", "ethnicity", _("Ethnicity"))}


class FurtherForm(ChangeForm):
    def changing(self) -> dict[str, forms.Field]:
        unknown = _("not registered")
        return {
            "marital_status": self.coded("marital_status", "marital", _("Marital status"), empty=unknown),
            "education": self.coded("education", "education", _("Education"), empty=unknown),
        }


class AbroadForm(FactsForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        choices=[
            (_Reason.SETTLED_ABROAD, _Reason.SETTLED_ABROAD.label),
            (_Reason.NATIONALITY_LOST, _Reason.NATIONALITY_LOST.label),
        ],
    )
    on = DayField(gettext_lazy("With effect of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today


class AgainForm(FactsForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        choices=[
            ("court", gettext_lazy("a court has revoked the declaration of death or absence")),
            ("married_away", gettext_lazy("cancelled on marrying away, registered nowhere since")),
        ],
    )
    into = forms.CharField(
        label=gettext_lazy("Number of the household"),
        max_length=40,
        help_text=gettext_lazy("As it stands in its book (户号)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"] = code_field(
            "relation", gettext_lazy("Relation to the head of household"), today=self.today
        )

    def clean_into(self) -> Any:
        return household_of(self, self.cleaned_data["into"])


def _changing(*names: str) -> Callable[[Asking], Sequence[RegisterEvent]]:
    def change(asking: Asking) -> Sequence[RegisterEvent]:
        event = do.change(
            person_id=asking.subject_id,
            values={name: asking.facts[name] for name in names},
            on=asking.facts["on"],
            papers=asking.papers,
            by=asking.by,
            seen=seen_row(asking, "particulars"),
            reason=asking.facts["reason"],
            confirmed=asking.confirmed,
        )
        return [event]

    return change


def _abroad(asking: Asking) -> Sequence[RegisterEvent]:
    event = do.cancel(
        person_id=asking.subject_id,
        ground=asking.facts["ground"],
        on=asking.facts["on"],
        papers=asking.papers,
        by=asking.by,
        seen_registration_id=seen_row(asking, "registration"),
    )
    return [event]


def _again(asking: Asking) -> Sequence[RegisterEvent]:
    home = do.Home({asking.subject_id: asking.facts["relation"]}, household_id=asking.facts["into"])
    event = do.re_register(
        person_id=asking.subject_id,
        home=home,
        ground=asking.facts["ground"],
        papers=asking.papers,
        by=asking.by,
        confirmed=asking.confirmed,
    )
    return [event]


def _by_ground(prefix: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda facts: f"{prefix}.{str(facts['ground']).lower()}"


ITEMS = (
    Item(
        "change_name", gettext_lazy("Change the name"), PERSON, NameForm, lambda _: "change.name",
        _changing("name"), order=50, hinders=hindrances.not_registered,
    ),
    Item(
        "change_further", gettext_lazy("Change marital status or education"), PERSON, FurtherForm,
        lambda _: "change.other", _changing("marital_status", "education"), order=52, hinders=hindrances.not_registered,
    ),
    Item(
        "change_ethnicity", gettext_lazy("Change the ethnicity"), PERSON, EthnicityForm,
        lambda _: "change.ethnicity", _changing("ethnicity"), order=54, hinders=hindrances.not_registered,
    ),
    Item(
        "change_sex", gettext_lazy("Change the sex"), PERSON, SexForm, lambda _: "change.sex",
        _changing("sex"), order=56, hinders=hindrances.not_registered,
    ),
    Item(
        "abroad", gettext_lazy("Cancel: settled abroad or nationality lost"), PERSON, AbroadForm,
        _by_ground("cancel"), _abroad, order=60, hinders=hindrances.not_in_the_register,
    ),
    Item(
        "again", gettext_lazy("Register again, after a judgment or a marriage elsewhere"), PERSON, AgainForm,
        _by_ground("restore"), _again, order=62, hinders=hindrances.not_cancelled,
    ),
)  # fmt: skip
