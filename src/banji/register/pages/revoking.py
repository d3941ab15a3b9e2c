"""Revoking an event of the register: what stands on it is shown first, and nothing of the history is hidden."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.foundation import clock
from banji.foundation.errors import NotFound, Refused
from banji.register import operations, revoking
from banji.register.access import PersonView, open_person
from banji.register.models import RegisterEvent
from banji.register.pages import asking
from banji.register.queries.history import History

MAY = (Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is revoked"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with the event for ever."),
    )

    def __init__(self, *args: Any, ways: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"] = forms.ChoiceField(
            label=gettext_lazy("What stands on it"),
            widget=forms.RadioSelect,
            choices=ways,
            initial=ways[0][0] if len(ways) == 1 else None,
        )


def revocable(event: RegisterEvent, history: History) -> bool:
    """May an officer ask on the person's page to revoke it? A death's cancellation, and a merge, are revoked in
    their case: there whoever was told is told again."""
    gone = {each.revokes_id for each in history.events if each.revokes_id}
    in_its_case = bool(event.case_no) and (
        event.kind == RegisterEvent.Kind.CANCEL_DEATH or bool(event.details.get("survivor"))
    )
    return operations.can_be_revoked(event) and event.pk not in gone and not in_its_case


@officer(*MAY)
def revoke(request: HttpRequest, person_id: UUID, event_id: UUID) -> HttpResponse:
    given = asking.given_for(request, person_id)
    if given is None:
        return redirect("register:person", person_id)
    view = open_person(person_id, by=actor_of(request), **given._asdict())
    event = next((each for each in view.history.events if each.pk == event_id), None)
    if event is None or not revocable(event, view.history):
        raise NotFound(_("This person has no such event."))
    prospect = operations.prospect(event_id)
    ways = revoking.ways(prospect, clock.today())
    form = RevokeForm(request.POST if request.method == "POST" else None, ways=ways)
    shown = partial(_page, request, view, event, prospect, form)
    if request.method == "POST" and form.is_valid():
        return _take(request, event, prospect, form, shown)
    return shown()


def _take(
    request: HttpRequest,
    event: RegisterEvent,
    prospect: operations.Prospect,
    form: RevokeForm,
    shown: partial[HttpResponse],
) -> HttpResponse:
    try:
        operations.revoke(
            event_id=event.pk,
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            case_no=event.case_no,
            **revoking.settled(form.cleaned_data["way"], prospect),
        )
    except Refused as refusal:
        form.add_error(None, " ".join(str(part) for part in (refusal.message, refusal.remedy) if part))
        return shown(status=409)
    messages.success(request, _("The event is revoked; the register is as it would be without it."))
    return redirect("register:person", event.person_id)


def _page(
    request: HttpRequest,
    view: PersonView,
    event: RegisterEvent,
    prospect: operations.Prospect,
    form: RevokeForm,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {"view": view, "event": event, "prospect": prospect, "form": form}
    return render(request, "register/revoke.html", shown, status=status)
