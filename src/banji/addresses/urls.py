from __future__ import annotations

from django.urls import path

from banji.addresses import pages

app_name = "addresses"
urlpatterns = [
    path("divisions/", pages.tree, name="divisions"),
    path("divisions/unsettled/", pages.unsettled, name="unsettled"),
    path("divisions/<int:division_id>/", pages.division, name="division"),
    path("divisions/<int:division_id>/settle/", pages.settle, name="settle"),
    path("divisions/successions/<int:succession_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("addresses/pick/", pages.pick, name="pick"),
]
