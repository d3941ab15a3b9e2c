from __future__ import annotations

from django.urls import path

from banji.matters.payments.pages import item, lag, listing

app_name = "payments"
urlpatterns = [
    path("", listing.items, name="items"),
    path("lag/", lag.lag, name="lag"),
    path("told/", lag.told, name="told"),
    path("<uuid:item>/", item.item, name="item"),
    path("<uuid:item>/<slug:name>/", item.step, name="step"),
]
