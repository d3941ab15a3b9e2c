from __future__ import annotations

from django.urls import path

from banji.public import pages

app_name = "public"
urlpatterns = [
    path("verify/", pages.ask, name="ask"),
    path("verify/<slug:code>/", pages.show, name="verify"),
]
