"""What several forms of a move ask: where to, whether somebody belongs to a group of the plan, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.pages.answers import DayInput
from banji.addresses import picker
from banji.addresses.models import Address, Division
from banji.cases.checks import say
from banji.counter.items import FactsForm
from banji.counter.items.fields import AddressField, household_of
from banji.foundation.errors import NotFound
from banji.matters.migration import kinds
from banji.words import Words

# Fields of one mover: these and his id, or his place in the form.
MOVES, SIGNED, RELATION = "moves-", "signed-", "relation-"
WHO, WHAT, WHERE = gettext_lazy("who moves"), gettext_lazy("what move it is"), gettext_lazy("where to")


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


class Grouped(FactsForm):
    """Does anybody belong to a group that the plan invites to settle in town (P-14)?"""

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("no")), *words(kinds.GROUPS)]  # type: ignore[attr-defined]


def words(table: Mapping[str, Words], codes: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Choices of these codes of a table, in the reader's language; of all it has where none are named."""
    return [(code, say(table[code])) for code in (codes or table)]


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
