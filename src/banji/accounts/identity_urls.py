"""The local OpenID provider: tokens for API clients, and the citizens' accounts of a demo.

Only a citizen may let another site know who he is; an officer's account never leaves this one.
"""

from __future__ import annotations

from allauth.idp.oidc import views
from django.urls import include, path

from banji.accounts.access import citizen, public
from banji.accounts.permissions import marked

citizen(views.authorization)

urlpatterns = [path("", marked(include("allauth.idp.urls"), public))]
