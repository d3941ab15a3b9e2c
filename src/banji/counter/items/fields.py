"""Fields that several of the counter's forms ask for."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.pages.answers import DayInput
from banji.addresses import picker
from banji.addresses.models import Address
from banji.cases.checks import say
from banji.counter.items.item import Asking, FactsForm
from banji.foundation import clock
from banji.foundation.code_names import code_choices
from banji.foundation.errors import NotFound, Refused
from banji.identity.numbers import REASONS
from banji.register.access.reach import reach_of
from banji.register.models import HouseholdParticulars
from banji.register.operations import Seat
from banji.register.queries import Member

MEMBER = "member-"
ELSEWHERE = gettext_lazy("There is no household of this number in your area.")


class AddressField(forms.CharField):
    """A standard address or a village: picked, never typed (P-52). Its value is the code that the picker sends."""

    is_picker = True
    chosen: picker.Hit | None = None


class NumberInput(forms.TextInput):
    """While it is typed, `counter/number.js` says when it cannot be one, and fills the fields that stand beside it."""

    def __init__(self, beside: Mapping[str, str]) -> None:
        super().__init__(
            attrs={"autocomplete": "off", **{f"data-{what}": name for what, name in beside.items()}}
        )

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: Any = None) -> dict[str, Any]:
        words = {rule: say(reason) for rule, reason in REASONS.items()} | {
            "birth": _("The number says another day of birth: {birth}."),
            "sex": _("The number belongs to the other sex."),
        }
        more = {"data-number": json.dumps(words, ensure_ascii=False), "data-today": f"{clock.today()}"}
        return super().build_attrs(base_attrs, extra_attrs) | more


class NumberField(forms.CharField):
    """A citizen number; a form that is being filled in keeps it encrypted. `birth` and `sex`: the fields beside it that
    say the same."""

    is_secret = True

    def __init__(self, label: Any, *, birth: str = "", sex: str = "", **options: Any) -> None:
        beside = {what: name for what, name in (("birth", birth), ("sex", sex)) if name}
        super().__init__(label=label, max_length=30, widget=NumberInput(beside), **options)


class DayField(forms.DateField):
    """A day that is not in the future; today, if nothing else is said."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, widget=DayInput())


def why_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def code_field(
    table: str,
    label: Any,
    *,
    today: date,
    empty: Any = None,
    without: Collection[str] = (),
    **options: Any,
) -> forms.ChoiceField:
    """A code of a table by its name, `without` some of them; `empty` says what no choice means."""
    offered = [(code, name) for code, name in code_choices(table, on=today) if code not in without]
    choices = [("", empty if empty is not None else _("choose")), *offered]
    return forms.ChoiceField(label=label, choices=choices, required=empty is None, **options)


def ask_relations(
    form: FactsForm, members: Iterable[Member], *, empty: Any = None, without: Collection[str] = ()
) -> None:
    """One field a member: the relation to the head. `empty` (what no relation means) lets it be left out."""
    for member in members:
        label = _("{name}: relation to the head").format(name=name_of(member))
        field = code_field("relation", label, today=form.today, empty=empty, without=without)
        if empty is None:
            field.initial = member.registration.relation_to_head
        form.fields[f"{MEMBER}{member.person_id}"] = field


def relations(facts: Mapping[str, Any]) -> dict[UUID, str]:
    """By member, for those of whom one was stated."""
    return {
        UUID(name.removeprefix(MEMBER)): value
        for name, value in facts.items()
        if name.startswith(MEMBER) and value
    }


def name_of(member: Member) -> str:
    return member.particulars.name if member.particulars else "—"


def household_of(form: FactsForm, number: str) -> UUID:
    """The household of this number (户号) in the officer's own area. Raises `ValidationError`."""
    rows = HouseholdParticulars.objects.filter(
        household_no__iexact=number.strip(), recorded_to=None, valid_to=None
    )
    villages = reach_of(form.by, form.today).villages
    found = rows.filter(village__in=villages).values_list("household_id", flat=True).first()
    if found is None:
        raise forms.ValidationError(str(ELSEWHERE))
    return found


def seat_of(form: FactsForm, code: str) -> Seat:
    """Where the picked code lies. Raises `ValidationError`."""
    try:
        place = picker.picked(code, form.by)
    except NotFound as absent:
        raise forms.ValidationError(str(absent.message)) from absent
    return Seat.at(place) if isinstance(place, Address) else Seat(place.pk, place.name)


def seen_row(asking: Asking, what: str) -> int:
    """The row the officer had before him: `registration` or `particulars`. Raises `Refused` where there was none."""
    if what not in asking.seen:
        raise Refused(
            _("This person is not registered in this city."),
            remedy=_("Open the person again and look at the present state."),
            code="not_registered",
        )
    return asking.seen[what]
