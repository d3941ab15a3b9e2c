from __future__ import annotations

from django.urls import path

from banji.supervision import pages

app_name = "supervision"
urlpatterns = [
    path("deaths/", pages.deaths, name="deaths"),
    path("deaths/<slug:part>.<slug:kind>", pages.download, name="download"),
]
