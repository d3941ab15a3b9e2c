"""Who was registered at a standard address, or in a village, at the end of a day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.addresses.models import Address, Division
from banji.addresses.paths import Paths
from banji.foundation import clock
from banji.register.access import Residents, residents_at, residents_in
from banji.register.access.listing import PAGE, Page, Reading
from banji.register.access.reach import READERS
from banji.register.pages import asking
from banji.register.pages.households import line_of
from banji.register.pages.moments import KnownField
from banji.register.queries.axes import Moment

_TITLE = _("Open a list of residents")
type Ask = Callable[[Moment, Reading, Page], Residents]


class ResidentsForm(forms.Form):
    valid_on = forms.DateField(
        label=_("As it was at the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    known_at = KnownField()
    q = forms.CharField(
        label=_("Name or initials"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


@officer(*READERS)
def in_village(request: HttpRequest, village_id: int) -> HttpResponse:
    def name() -> str:
        return Paths([village_id]).full_name(village_id) if Division.objects.filter(pk=village_id) else ""

    shown = partial(_list, request, partial(residents_in, village_id), name)
    return asking.ask_first(request, f"village {village_id}", _TITLE, shown)


@officer(*READERS)
def at_address(request: HttpRequest, code: str) -> HttpResponse:
    def name() -> str:
        versions = Address.objects.filter(code=code).order_by("valid_from", "recorded_from")
        return str(versions.last() or "")

    shown = partial(_list, request, partial(residents_at, code), name)
    return asking.ask_first(request, f"address {code}", _TITLE, shown)


def _list(request: HttpRequest, ask: Ask, name: Callable[[], str], given: asking.Given) -> HttpResponse:
    form = ResidentsForm(request.GET)
    form.full_clean()
    chosen = form.cleaned_data
    moment = Moment(chosen.get("valid_on") or clock.today(), chosen.get("known_at"))
    page = Page(chosen.get("page") or 1, chosen.get("q") or "")
    found = ask(moment, Reading(actor_of(request), *given), page)
    return render(
        request, "register/residents.html", _shown(found, moment, page) | {"form": form, "place": name()}
    )


def _shown(found: Residents, moment: Moment, page: Page) -> dict[str, Any]:
    return {
        "moment": moment,
        "words": page.words,
        "people": found.people,
        "lines": [
            line_of(member, moment.valid_on)
            | {
                "household": member.registration.household_id,
                "number_of_household": found.household_no.get(member.registration.household_id),
            }
            for member in found.members
        ],
        "page": page.number,
        "pages": max(1, -(-found.people // PAGE)),
        "previous": page.number - 1,
        "next": page.number + 1 if page.first + PAGE < found.people else 0,
    }
