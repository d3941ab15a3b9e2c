"""Finding people: one box, one recorded search for each page shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.foundation.errors import Refused
from banji.register.access import Hit, search_people
from banji.register.access.reach import READERS
from banji.register.pages import asking, wording
from banji.register.purposes import OFFERED
from banji.register.related import page_of_case


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, initials or number"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=[("", _("choose")), *OFFERED])
    page = forms.IntegerField(required=False, min_value=1, max_value=200, widget=forms.HiddenInput)


@officer(*READERS)
def people(request: HttpRequest) -> HttpResponse:
    """`?q=` is searched once the purpose is known: from the form, or said before in this session. The number of a case
    leads to the case."""
    purpose = request.GET.get("purpose") or asking.kept_for_search(request)
    given = {"q": request.GET.get("q", "").strip(), "purpose": purpose, "page": request.GET.get("page", "")}
    shown: dict[str, Any] = {"q": given["q"], "form": SearchForm(initial={"purpose": purpose})}
    if page := page_of_case(given["q"], actor_of(request)):
        return redirect(page)
    if given["q"]:
        shown["form"] = form = SearchForm(given)
        if form.is_valid():
            asking.keep(request, asking.SEARCH, asking.Given(purpose))
            shown |= _found(request, form)
    return render(request, "register/people.html", shown)


def _found(request: HttpRequest, form: SearchForm) -> dict[str, Any]:
    given = form.cleaned_data
    page = given["page"] or 1
    try:
        found = search_people(given["q"], by=actor_of(request), purpose=given["purpose"], page=page)
    except Refused as refusal:
        form.add_error("q" if refusal.code == "too_short" else None, str(refusal.message))
        return {}
    near, far = [h for h in found.hits if h.in_area], [h for h in found.hits if not h.in_area]
    return {
        "searched": True,
        "near": [_line(hit) for hit in near],
        "far": [_line(hit) for hit in far],
        "page": page,
        "previous": _address(given, page - 1) if page > 1 else "",
        "next": _address(given, page + 1) if found.more else "",
    }


def _address(given: dict[str, Any], page: int) -> str:
    return urlencode({"q": given["q"], "purpose": given["purpose"], "page": page})


def _line(hit: Hit) -> dict[str, Any]:
    return {
        "hit": hit,
        "sex": wording.code_name("sex", hit.sex) if hit.sex else "",
        "status": wording.status_words(hit.status, hit.cancel_reason),
        "tone": wording.status_tone(hit.status),
    }
