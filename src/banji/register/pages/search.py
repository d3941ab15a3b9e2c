"""Finding people, households and places: one box, one recorded search for each page shown.

What was typed is posted, and read at an address of its own. A whole number never stands in an address: those are kept
by browsers and written to logs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.rooms import Wing
from banji.addresses import picker
from banji.foundation.code_names import code_name
from banji.foundation.errors import Refused
from banji.register.access import Hit, search_everything
from banji.register.access.reach import READERS
from banji.register.access.terms import holds_number, said
from banji.register.pages import asking, typed, wording
from banji.register.purposes import OFFERED
from banji.register.related import page_of_case

WING = Wing(_("People"), "users")
_LONGEST = 100  # characters of a query


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, number, household number or address"),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=[("", _("choose")), *OFFERED])
    page = forms.IntegerField(required=False, min_value=1, max_value=200, widget=forms.HiddenInput)


@officer(*READERS)
def people(request: HttpRequest) -> HttpResponse:
    """A query is searched once the purpose is known: from the form, or said before in this session. The number of a
    case leads to the case."""
    if request.method == "POST":
        return _to_its_address(request, request.POST)
    if holds_number(request.GET.get("q", "")):
        return _to_its_address(request, request.GET)
    purpose = request.GET.get("purpose") or asking.kept_for_search(request)
    q = typed.query_of(request)
    given = {"q": q, "purpose": purpose, "page": request.GET.get("page", "")}
    shown: dict[str, Any] = {"said": said(q), "form": SearchForm(initial={"purpose": purpose})}
    shown |= {"q": "" if holds_number(q) else q, "gone": typed.is_gone(request)}
    if page := page_of_case(q, actor_of(request)):
        return redirect(page)
    if q:
        shown["form"] = form = SearchForm(given)
        if form.is_valid():
            asking.keep(request, asking.SEARCH, asking.Given(purpose))
            shown |= _found(request, form)
    return render(request, "register/people.html", shown)


def _to_its_address(request: HttpRequest, given: QueryDict) -> HttpResponse:
    """Where this search can be read, turned over and read again; nothing is searched and recorded yet."""
    terms = typed.address_of(request, given.get("q", "").strip()[:_LONGEST])
    if purpose := given.get("purpose", ""):
        terms["purpose"] = purpose
    return redirect(f"{request.path}?{urlencode(terms)}")


def _found(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    given = form.cleaned_data
    page = given["page"] or 1
    try:
        found = search_everything(given["q"], by=actor_of(request), purpose=given["purpose"], page=page)
    except Refused as refusal:
        form.add_error("q" if refusal.code == "too_short" else None, str(refusal.message))
        return {}
    hits = found.people.hits
    near, far = [h for h in hits if h.in_area], [h for h in hits if not h.in_area]
    return {
        "searched": True,
        "near": [_line(hit) for hit in near],
        "far": [_line(hit) for hit in far],
        "homes": found.homes,
        "places": [_place(place) for place in found.places],
        "page": page,
        "previous": _address(request, given["purpose"], page - 1) if page > 1 else "",
        "next": _address(request, given["purpose"], page + 1) if found.people.more else "",
    }


def _address(request: HttpRequest, purpose: str, page: int) -> str:
    terms = {name: request.GET[name] for name in ("q", typed.KEPT) if name in request.GET}
    return urlencode(terms | {"purpose": purpose, "page": page})


def _line(hit: Hit) -> dict[str, Any]:
    return {
        "hit": hit,
        "why": wording.why_found(hit.why),
        "sex": code_name("sex", hit.sex) if hit.sex else "",
        "status": wording.status_words(hit.status, hit.cancel_reason),
        "tone": wording.status_tone(hit.status),
    }


def _place(place: picker.Hit) -> dict[str, Any]:
    """A village or a door, with the page of who is registered there; a town is only said."""
    page = {"village": ("village_residents", place.id), "address": ("address_residents", place.code)}
    name, key = page.get(place.kind, ("", ""))
    return {"hit": place, "url": reverse(f"register:{name}", args=[key]) if name else ""}
