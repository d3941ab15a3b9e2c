"""Which systems may sign in, for whom and for what. The security administrator admits them; the system administrator
sees them, for it is he whom their owners call."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from allauth.idp.oidc.models import Client
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.clients import clients, close_client, rotate_secret
from banji.accounts.models import Organisation
from banji.accounts.pages.answers import attempt, listed
from banji.accounts.roles import Role
from banji.api.clients import admit_client, entries_of
from banji.api.description import TOKEN_URL
from banji.exchange.questions import EVENT, HOUSEHOLD, PERSON, VERIFY, questions

SCOPES = [
    (VERIFY, _("ask yes or no about one person")),
    (PERSON, _("read a person of its area")),
    (HOUSEHOLD, _("read a household of its area")),
    (EVENT, _("post events")),
]
LABELS = dict(SCOPES)


class Clients(tables.Table):  # type: ignore[misc]
    name = tables.Column(verbose_name=_("System"), linkify=("api:client", [tables.A("pk")]))
    organisation = tables.Column(verbose_name=_("Organisation"))
    scopes = tables.Column(verbose_name=_("May"), orderable=False)
    created_at = tables.DateTimeColumn(format="Y-m-d", verbose_name=_("Since"))
    last_used = tables.DateTimeColumn(format="Y-m-d H:i", verbose_name=_("Last use"), default=_("never"))

    class Meta:
        model = Client
        fields = ("name", "organisation", "scopes", "created_at", "last_used")
        order_by = "name"
        empty_text = _(
            "No system may sign in yet. The security administrator admits one for an organisation."
        )

    def render_scopes(self, record: Client) -> str:
        return str(escape(" · ".join(str(LABELS.get(scope, scope)) for scope in record.get_scopes())))


class Search(forms.Form):
    q = forms.CharField(label=_("System or organisation"), required=False)


class NewClient(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        empty_label="—",
        help_text=_("Only those to which the catalogue of shared data gives an entry."),
    )
    name = forms.CharField(label=_("Name of the system"), max_length=100)
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=SCOPES, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        askers = {asker for one in questions() for asker in one.askers}
        rows = Organisation.objects.filter(Q(kind__in=askers) | Q(department__in=askers), valid_to=None)
        self.fields["organisation"].queryset = rows.order_by("name")  # type: ignore[attr-defined]


@officer(Role.SEC_ADMIN, Role.SYS_ADMIN)
def overview(request: HttpRequest) -> HttpResponse:
    search = Search(request.GET)
    rows = clients()
    if search.is_valid() and (words := search.cleaned_data["q"]):
        rows = rows.filter(Q(name__icontains=words) | Q(organisation__icontains=words))
    shown = {
        "table": listed(request, Clients(rows)),
        "filter": {"form": search},
        "may_admit": actor_of(request).role == Role.SEC_ADMIN,
    }
    return render(request, "api/clients.html", shown)


@officer(Role.SEC_ADMIN)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    form = NewClient(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: admit_client(**form.cleaned_data, by=actor_of(request)))
        if made is not None:
            return _shown_once(request, *made)
    return render(request, "api/new_client.html", {"form": form}, status=400 if form.errors else 200)


@officer(Role.SEC_ADMIN, Role.SYS_ADMIN)
def client(request: HttpRequest, client_id: str) -> HttpResponse:
    row = get_object_or_404(clients(), pk=client_id)
    organisation = get_object_or_404(Organisation, pk=row.organisation_id)
    language = get_language() or "zh-hans"
    shown = {
        "client": row,
        "organisation": organisation,
        "entries": [
            {
                "entry": entry,
                "title": entry.title.in_language(language),
                "purpose": entry.purpose.in_language(language),
                "source": entry.source.cite(language),
                "asked": asked,
            }
            for entry, asked in entries_of(row, organisation)
        ],
        "may_change": actor_of(request).role == Role.SEC_ADMIN,
    }
    return render(request, "api/client.html", shown)


@require_POST
@never_cache
@officer(Role.SEC_ADMIN)
def rotate(request: HttpRequest, client_id: str) -> HttpResponse:
    return _shown_once(request, client_id, rotate_secret(client_id=client_id, by=actor_of(request)))


@require_POST
@officer(Role.SEC_ADMIN)
def close(request: HttpRequest, client_id: str) -> HttpResponse:
    if not clients().filter(pk=client_id).exists():
        raise Http404
    close_client(client_id=client_id, by=actor_of(request))
    messages.success(request, _("The system can no longer sign in, and its tokens have ended."))
    return redirect("api:clients")


def _shown_once(request: HttpRequest, client_id: str, secret: str) -> HttpResponse:
    shown = {"client_id": client_id, "secret": secret, "token_url": TOKEN_URL}
    return render(request, "api/secret.html", shown)
