"""A committee or an employer reports a death from its own account, one question a line, without seeing the register."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.accounts.roles import Role
from banji.cases.checks import cite, say
from banji.cases.forms import DayInput
from banji.foundation import clock
from banji.identity.numbers import BadCitizenId, read_citizen_id
from banji.matters.deaths.procedure import CHECKING
from banji.matters.deaths.reports import Told, take_report


class TellForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the deceased"), max_length=100)
    number = forms.CharField(label=gettext_lazy("Citizen number of the deceased"), max_length=30)
    died_on = forms.DateField(label=gettext_lazy("Date of death"), widget=DayInput())
    address = forms.CharField(
        label=gettext_lazy("Where did the person live?"), required=False, max_length=200
    )
    place = forms.CharField(label=gettext_lazy("Place of death"), required=False, max_length=200)

    def clean_number(self) -> str:
        try:
            return read_citizen_id(self.cleaned_data["number"], today=clock.today()).value
        except BadCitizenId as error:
            raise forms.ValidationError(say(error.reason)) from error


@officer(Role.COMMITTEE, Role.REPORTER)
def tell(request: HttpRequest) -> HttpResponse:
    form = TellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = Told(**form.cleaned_data)
        number = attempt(form, lambda: take_report(told, by=actor_of(request)))
        if number is not None:
            return render(request, "deaths/reported.html", {"number": number})
    why = _("So that nobody else is taken for the deceased.")
    return render(request, "deaths/tell.html", {"form": form, "why": why, "article": cite(CHECKING)})
