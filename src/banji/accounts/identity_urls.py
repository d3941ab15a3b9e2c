"""OpenID Connect on both sides: our own provider (tokens for API clients, citizens of a demo), and the way in for
citizens who come from a provider. The names are allauth's own.

Only a citizen may let another site know who he is; an officer's account never leaves this one.
"""

from __future__ import annotations

from allauth.idp.oidc import views as provider
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import include, path

from banji.accounts.access import citizen, public
from banji.accounts.pages import entrance
from banji.accounts.permissions import marked
from banji.accounts.token_gate import guarded

citizen(provider.authorization)

urlpatterns = [
    # Before allauth's own: both look at a client's secret.
    path("identity/o/api/token", public(guarded(provider.token)), name="token"),
    path("identity/o/api/revoke", public(guarded(provider.revoke)), name="revoke"),
    path("", marked(include("allauth.idp.urls"), public)),
    path("citizens/<slug:provider_id>/sign-in/", public(openid.login), name="openid_connect_login"),
    path("citizens/<slug:provider_id>/back/", public(openid.callback), name="openid_connect_callback"),
    path("citizens/cancelled/", entrance.cancelled, name="socialaccount_login_cancelled"),
]
