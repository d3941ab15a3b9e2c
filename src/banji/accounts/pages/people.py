"""The security administrator's accounts: make one, reset what was lost, lock and unlock."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banji.accounts import operations
from banji.accounts.access import actor_of, officer
from banji.accounts.models import Account
from banji.accounts.pages.answers import attempt, listed, sentence
from banji.accounts.queries import standings_of
from banji.accounts.roles import Role
from banji.accounts.tables import People
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


class Search(forms.Form):
    q = forms.CharField(label=_("Name or sign-in name"), required=False)


class NewPerson(forms.Form):
    username = forms.SlugField(
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Small letters and figures. One person, one account; none is shared."),
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)


@officer(Role.SEC_ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    search = Search(request.GET)
    rows = Account.objects.filter(kind=Account.OFFICER)
    if search.is_valid() and (words := search.cleaned_data["q"]):
        rows = rows.filter(Q(name__icontains=words) | Q(username__icontains=words))
    shown = {"table": listed(request, People(rows)), "filter": {"form": search}}
    return render(request, "accounts/people.html", shown)


@officer(Role.SEC_ADMIN)
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(form, lambda: operations.create_account(**given, by=actor_of(request)))
        if made is not None:
            return render(
                request, "accounts/one_time_password.html", {"account": made[0], "password": made[1]}
            )
    return render(request, "accounts/new_person.html", {"form": form})


@officer(Role.SEC_ADMIN)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk, kind=Account.OFFICER)
    shown = {
        "account": account,
        "standings": standings_of(account, clock.today()),
        "second_factor": Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists(),
        "locked": not AxesProxyHandler.is_allowed(request, {"username": account.username}),
    }
    return render(request, "accounts/person.html", shown)


@officer(Role.SEC_ADMIN)
@never_cache
@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk, kind=Account.OFFICER)
    password = operations.reset_password(account=account, by=actor_of(request))
    return render(request, "accounts/one_time_password.html", {"account": account, "password": password})


_CHANGES: dict[str, Callable[[Account, Actor], None]] = {
    "second-factor": lambda account, by: operations.reset_second_factor(account=account, by=by),
    "unlock": lambda account, by: operations.unlock(account=account, by=by),
    "out-of-use": lambda account, by: operations.set_active(account=account, active=False, by=by),
    "into-use": lambda account, by: operations.set_active(account=account, active=True, by=by),
}


@officer(Role.SEC_ADMIN)
@require_POST
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One of the changes of `_CHANGES`."""
    account = get_object_or_404(Account, pk=pk, kind=Account.OFFICER)
    if what not in _CHANGES:
        raise Http404
    try:
        _CHANGES[what](account, actor_of(request))
        messages.success(request, _("Done. It is in the trail under your name."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("accounts:person", pk)
