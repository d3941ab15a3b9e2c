"""What is done about a household: divided, merged, given another head, its address put right
(公通字〔2021〕12号 Art 14 to 18, 46; P-53)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.counter.items.fields import (
    AddressField,
    DayField,
    ask_relations,
    household_of,
    relations,
    seat_of,
)
from banji.counter.items.item import Asking, FactsForm, Item
from banji.register import hindrances
from banji.register import operations as do
from banji.register.doings import HOUSEHOLD
from banji.register.models import RegisterEvent

HEAD = "02"


class DivideForm(FactsForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("On which ground?"),
        choices=[
            ("marriage", gettext_lazy("marriage")),
            ("dwelling", gettext_lazy("the dwelling was divided")),
        ],
    )
    on = DayField(gettext_lazy("With effect of"))
    seat = AddressField(
        label=gettext_lazy("Address of the new household, if it is another"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today
        ask_relations(self, self.subject.members, empty=_("stays in this household"))

    def clean_seat(self) -> do.Seat | None:
        code = self.cleaned_data["seat"]
        return seat_of(self, code) if code else None

    def clean(self) -> dict[str, Any]:
        leaving = relations(self.cleaned_data)
        if not leaving:
            raise forms.ValidationError(
                _("Nobody leaves: state for each who leaves the relation to the new head.")
            )
        if list(leaving.values()).count(HEAD) != 1:
            raise forms.ValidationError(_("One of those who leave is the head of the new household."))
        return self.cleaned_data


class MergeForm(FactsForm):
    into = forms.CharField(
        label=gettext_lazy("Number of the household they join"),
        max_length=40,
        help_text=gettext_lazy("As it stands in its book (户号)."),
    )
    on = DayField(gettext_lazy("With effect of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today
        ask_relations(self, self.subject.members)

    def clean_into(self) -> Any:
        return household_of(self, self.cleaned_data["into"])


class HeadForm(FactsForm):
    on = DayField(gettext_lazy("With effect of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.today
        ask_relations(self, self.subject.members)


class SeatForm(FactsForm):
    seat = AddressField(label=gettext_lazy("The standard address"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[
            ("规范地址", gettext_lazy("put into the standard form in the course of other business")),
            ("门牌变更", gettext_lazy("the plate or the name of the street has changed")),
        ],
    )

    def clean_seat(self) -> do.Seat:
        return seat_of(self, self.cleaned_data["seat"])


def _divide(asking: Asking) -> Sequence[RegisterEvent]:
    leaving = relations(asking.facts)
    return do.divide(
        household_id=asking.subject_id,
        leaving=leaving,
        ground=asking.facts["ground"],
        on=asking.facts["on"],
        seat=asking.facts["seat"],
        papers=asking.papers,
        by=asking.by,
        seen={person: row for person, row in asking.seen_members.items() if person in leaving},
    )


def _merge(asking: Asking) -> Sequence[RegisterEvent]:
    return do.merge(
        household_id=asking.subject_id,
        into=asking.facts["into"],
        relations=relations(asking.facts),
        on=asking.facts["on"],
        papers=asking.papers,
        by=asking.by,
        seen=asking.seen_members,
        confirmed=asking.confirmed,
    )


def _choose_head(asking: Asking) -> Sequence[RegisterEvent]:
    return do.choose_head(
        household_id=asking.subject_id,
        relations=relations(asking.facts),
        on=asking.facts["on"],
        papers=asking.papers,
        by=asking.by,
        seen=asking.seen_members,
        confirmed=asking.confirmed,
    )


def _change_seat(asking: Asking) -> Sequence[RegisterEvent]:
    return do.change_seat(
        household_id=asking.subject_id,
        seat=asking.facts["seat"],
        reason=asking.facts["reason"],
        on=asking.today,
        by=asking.by,
        seen=asking.seen_members,
    )


def _divided_by(facts: Mapping[str, Any]) -> str:
    return f"divide.{facts['ground']}"


ITEMS = (
    Item(
        "divide", gettext_lazy("Divide the household"), HOUSEHOLD, DivideForm, _divided_by, _divide, order=40,
        hinders=hindrances.alone,
    ),
    Item(
        "merge", gettext_lazy("Merge into another household"), HOUSEHOLD, MergeForm, lambda _: "merge", _merge,
        order=42, hinders=hindrances.void,
    ),
    Item(
        "choose_head", gettext_lazy("Choose another head"), HOUSEHOLD, HeadForm, lambda _: "choose_head",
        _choose_head, order=44, hinders=hindrances.headless,
    ),
    Item(
        "change_seat", gettext_lazy("Put the address right"), HOUSEHOLD, SeatForm, lambda _: "", _change_seat,
        order=46, hinders=hindrances.void,
    ),
)  # fmt: skip
