"""The law in force as the house applies it: each value with its source and words, and the closed lists of papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import officer
from banji.cases.checks import cite, say
from banji.cases.forms import DayInput
from banji.cases.lawbook import lists, rules_on
from banji.foundation import clock
from banji.law.papers import Demand
from banji.law.profiles import RuleValue
from banji.law.shipped import shipped_profiles
from banji.law.sources import Citation


class LawForm(forms.Form):
    profile = forms.ChoiceField(label=_("Profile"), choices=())
    on = forms.DateField(label=_("In force on"), widget=DayInput())

    def __init__(self, *args: Any, titles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["profile"]).choices = titles


@officer()
def law(request: HttpRequest) -> HttpResponse:
    """Any officer may read what the machine goes by, for either profile and any day."""
    asked = {"profile": settings.BANJI_PROFILE, "on": clock.today()} | request.GET.dict()
    titles = [(name, say(rules_on(clock.today(), name).title)) for name in shipped_profiles()]
    form = LawForm(asked, titles=titles)
    shown: dict[str, Any] = {"form": form, "here_profile": settings.BANJI_PROFILE}
    if form.is_valid():
        profile, on = form.cleaned_data["profile"], form.cleaned_data["on"]
        rules = rules_on(on, profile)
        shown |= {
            "values": [_value(value, on) for value in rules.all()],
            "lists": list(_lists(profile, on)),
            "on": on,
        }
    return render(request, "cases/law.html", shown)


def _value(value: RuleValue, on: date) -> dict[str, Any]:
    return {
        "value": value,
        "title": say(value.title),
        "text": say(value.text),
        "mark": say(value.mark.words),
        "note": say(value.note),
        **_source(value.source, on),
        "unsure": value.unsure or value.source.unsure,
    }


def _source(citation: Citation, on: date) -> dict[str, Any]:
    return {
        "cite": cite(citation),
        "article": citation.text.zh,
        "repealed": citation.repealed_on(on),
        "unsure": citation.unsure,
    }


def _lists(profile: str, on: date) -> Iterator[dict[str, Any]]:
    for step in lists().steps():
        one_of = lists().one_of(step, profile=profile, on=on)
        all_of = lists().all_of(step, profile=profile, on=on)
        if one_of or all_of:
            yield {"step": step, "one_of": _demands(one_of, on), "all_of": _demands(all_of, on)}


def _demands(demands: tuple[Demand, ...], on: date) -> list[dict[str, Any]]:
    return [
        {
            "name": say(d.paper.name),
            "issuer": say(d.paper.issuer),
            "mark": say(d.mark.words),
            **_source(d.source, on),
        }
        for d in demands
    ]
