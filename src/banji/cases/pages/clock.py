"""The clock of a demo or test city. A live city has no such page."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.cases.forms import DayInput
from banji.cases.nightly import move_clock
from banji.foundation import clock, installation
from banji.foundation.errors import NotFound
from banji.foundation.models import Installation


class ClockForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Move the clock to the morning of"), widget=DayInput())

    def clean_day(self) -> datetime:
        wanted = datetime.combine(self.cleaned_data["day"], time(9), tzinfo=clock.CITY_TIME)
        if wanted <= clock.now():
            raise forms.ValidationError(_("Time goes forward only: what is recorded stays in its order."))
        return wanted


@officer()
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the day on and run the nightly marking, as the nights between would have done."""
    if installation.kind() == Installation.LIVE:
        raise NotFound(_("The clock of a live city cannot be moved."))
    form = ClockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        marked = move_clock(form.cleaned_data["day"], by=actor_of(request))
        day = date_format(form.cleaned_data["day"])
        said = _("It is %(day)s now. The night marked %(n)d cases as ripe; it decided nothing.")
        messages.success(request, said % {"day": day, "n": marked})
        return redirect("cases:clock")
    return render(request, "cases/clock.html", {"form": form, "today": clock.today()})
