from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from banji.accounts.access import public
from banji.accounts.permissions import marked
from banji.site.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("banji.accounts.entrance_urls")),
    path("", include("banji.accounts.identity_urls")),
    path("accounts/", include("banji.accounts.urls")),
    path("", include("banji.addresses.urls")),
    path("", include("banji.register.urls")),
    path("imports/", include("banji.register.importing.urls")),
    path("exports/", include("banji.register.exporting.urls")),
    path("", include("banji.exchange.urls")),
    path("", include("banji.reconciliation.urls")),
    path("", include("banji.cases.urls")),
    path("counter/", include("banji.counter.urls")),
    path("register/record/", include("banji.departments.police.urls")),
    path("my/corrections/", include("banji.matters.corrections.urls")),
    path("deaths/", include("banji.matters.deaths.urls")),
    path("duplicates/", include("banji.matters.duplicates.urls")),
    path("payments/", include("banji.matters.payments.urls")),
    path("supervision/", include("banji.supervision.urls")),
    path("", include("banji.public.urls")),
    path("", include("banji.api.urls")),
    path("web/", marked(include("banji.web.urls"), public)),
]
