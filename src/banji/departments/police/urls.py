from __future__ import annotations

from django.urls import path

from banji.departments.police import pages

app_name = "police"
urlpatterns = [
    path("", pages.intakes, name="intakes"),
    path("files/<uuid:intake_id>/progress/", pages.progress, name="progress"),
    path("files/<uuid:intake_id>/mirrored/", pages.mirrored, name="mirrored"),
    path("unconfirmed/", pages.unconfirmed, name="unconfirmed"),
    path("differences/", pages.differences, name="differences"),
    path("differences/<uuid:difference_id>/", pages.one, name="difference"),
    path("differences/<uuid:difference_id>/decide/", pages.decide, name="decide"),
]
