"""The security administrator's identity services: which are set, what each lacks, whether it answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banji.accounts import identity_services
from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.accounts.roles import Role


class ServiceForm(forms.Form):
    provider_id = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Stands in addresses. One that is there already is changed."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=40, help_text=_("As it stands on the button of the sign-in page.")
    )
    server_url = forms.URLField(label=_("Address (issuer)"), assume_scheme="https")
    client_id = forms.CharField(label=_("Our id there"), max_length=191)
    secret = forms.CharField(
        label=_("Our secret there"),
        max_length=191,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Empty: the present one stays."),
    )


@officer(Role.SEC_ADMIN)
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """All services; posting the form enters or changes one."""
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(form, lambda: identity_services.set_service(**given, by=actor_of(request)))
        if made is not None:
            messages.success(request, _("%(name)s is entered. Now test it.") % {"name": made.name})
            return redirect("accounts:identity_services")
    return render(
        request, "accounts/identity_services.html", _shown(form), status=400 if form.errors else 200
    )


@officer(Role.SEC_ADMIN)
@require_POST
@never_cache
def test(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(identity_services.services(), pk=pk)
    found = identity_services.ask(service, by=actor_of(request))
    return render(
        request,
        "accounts/identity_services.html",
        _shown(ServiceForm()) | {"tested": service, "found": found},
    )


@officer(Role.SEC_ADMIN)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(identity_services.services(), pk=pk)
    identity_services.remove_service(provider_id=service.provider_id, by=actor_of(request))
    messages.success(request, _("Nobody comes in from there any more. The accounts stay."))
    return redirect("accounts:identity_services")


def _shown(form: ServiceForm) -> dict[str, Any]:
    rows = [
        (service, identity_services.way_back(service), identity_services.missing(service))
        for service in identity_services.services()
    ]
    return {"rows": rows, "form": form, "claim": settings.BANJI_CITIZEN_CLAIM}
