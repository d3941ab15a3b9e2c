"""The systems that may sign in: admitted for an organisation, with scopes that the catalogue gives it."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.idp.oidc.models import Client
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts import clients
from banji.accounts.models import Organisation
from banji.api.models import Volume
from banji.exchange.questions import Question, entries_for, scopes_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source


def admit_client(
    *, organisation: Organisation, name: str, scopes: Sequence[str], by: Actor
) -> tuple[str, str]:
    """A client's id and its secret, shown once. Raises `Refused` for a scope that no entry of the catalogue gives the
    organisation, and for who is not the security administrator."""
    beyond = [scope for scope in scopes if scope not in scopes_of(organisation)]
    if beyond or not scopes:
        raise Refused(
            _("The catalogue of shared data gives %(organisation)s no entry for: %(scopes)s.")
            % {"organisation": organisation, "scopes": ", ".join(beyond) or "—"},
            rule=source("NORM_2021", "88").cite(get_language() or "zh-hans"),
            remedy=_("Choose among what its entries allow, or have an entry added with its legal basis."),
            code="no_catalogue_entry",
        )
    return clients.create_client(organisation=organisation, name=name, scopes=scopes, by=by)


def entries_of(client: Client, organisation: Organisation) -> list[tuple[Question, int]]:
    """The entries under which a client may ask, and about how many persons it has asked today."""
    today = Volume.objects.filter(client_id=client.pk, day=clock.today()).values_list("entry")
    asked = dict(today.annotate(persons=Sum("persons")))
    scopes = client.get_scopes()
    return [(one, asked.get(one.code, 0)) for one in entries_for(organisation) if one.scope in scopes]
