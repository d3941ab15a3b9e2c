"""The question before every record: what for, and for which case? Asked once for a record and once for a case, and
kept in the session until the officer signs out or acts in another post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of
from banji.foundation.errors import NotFound, Refused
from banji.register import related
from banji.register.purposes import OFFERED, Purpose

_KEPT = "register_purposes"
_AT_MOST = 60
SEARCH = "search"


class Given(NamedTuple):
    """What the officer said he needs a record for."""

    purpose: str
    case_no: str = ""


class AskForm(forms.Form):
    purpose = forms.ChoiceField(label=_("What do you need it for?"), choices=OFFERED)
    case_no = forms.CharField(
        label=_("Number of the case"),
        required=False,
        max_length=40,
        help_text=_("Needed for anybody who is not registered in your area."),
    )

    def clean_case_no(self) -> str:
        number: str = self.cleaned_data["case_no"].strip()
        if number and not related.is_case(number):
            raise forms.ValidationError(_("There is no case with this number."))
        return number


def ask_first[T](
    request: HttpRequest, record_id: UUID | str, title: str | Promise, open_it: Callable[[Given], T]
) -> T | HttpResponse:
    """What `open_it` answers once the purpose is known, else the page that asks for it.

    A refusal (out of reach without a case, or absent) stands above the question; what was typed is kept.
    """
    if request.method == "POST":
        form = AskForm(request.POST)
        if form.is_valid():
            keep(request, str(record_id), Given(**form.cleaned_data))
            return redirect(_here(request))
        return _question(request, title, form)
    given = given_for(request, record_id)
    if given is None:
        return _question(request, title, AskForm(initial=_last(request)))
    try:
        return open_it(given)
    except Refused as refusal:
        forget(request, str(record_id))
        form = AskForm(given._asdict())
        form.is_valid()
        form.add_error(None, " ".join(str(part) for part in (refusal.message, refusal.remedy) if part))
        return _question(request, title, form, status=404 if isinstance(refusal, NotFound) else 409)


def given_for(request: HttpRequest, record_id: UUID | str) -> Given | None:
    """What was said for this record, or for the case in whose work it is opened (`?case=`), or for the household whose
    page leads to one of its members (`?household=`)."""
    given = _all(request)
    if case_no := request.GET.get("case", ""):
        if found := given.get(_case(case_no)):
            keep(request, str(record_id), Given(*found))
            return Given(*found)
        return None
    found = given.get(str(record_id))
    if found is None and (found := given.get(request.GET.get("household", ""))):
        keep(request, str(record_id), Given(*found))
    return Given(*found) if found else None


def _here(request: HttpRequest) -> str:
    """The same address, without the case that was proposed there: another one may have been said."""
    terms = request.GET.copy()
    terms.pop("case", None)
    return f"{request.path}?{terms.urlencode()}" if terms else request.path


def keep(request: HttpRequest, key: str, given: Given) -> None:
    """Remember an answer, for the record and for the case it named."""
    kept = _all(request)
    for name in filter(None, (key, _case(given.case_no) if given.case_no else "")):
        kept.pop(name, None)
        kept[name] = list(given)
    newest = dict(list(kept.items())[-_AT_MOST:])
    if list(newest.items()) != list(_all(request).items()):  # what has not changed is not written
        request.session[_KEPT] = {"post": actor_of(request).post_id, "given": newest}


def forget(request: HttpRequest, key: str) -> None:
    kept = _all(request)
    kept.pop(key, None)
    request.session[_KEPT] = {"post": actor_of(request).post_id, "given": kept}


def _all(request: HttpRequest) -> dict[str, list[str]]:
    kept: dict[str, Any] = request.session.get(_KEPT, {})
    return dict(kept["given"]) if kept.get("post") == actor_of(request).post_id and kept else {}


def kept_for_search(request: HttpRequest) -> str:
    found = _all(request).get(SEARCH)
    return found[0] if found else ""


def _last(request: HttpRequest) -> dict[str, str]:
    """The latest answer, and the case of the address, as a proposal."""
    answers = [Given(*found) for found in _all(request).values()]
    last = answers[-1]._asdict() if answers else {}
    case_no = request.GET.get("case", "")
    return last | ({"purpose": Purpose.CASE.value, "case_no": case_no} if case_no else {})


def _case(case_no: str) -> str:
    return f"case {case_no}"


def _question(
    request: HttpRequest, title: str | Promise, form: AskForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "register/ask.html", {"form": form, "title": title}, status=status)
