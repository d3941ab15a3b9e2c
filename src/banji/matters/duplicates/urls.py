from __future__ import annotations

from django.urls import path

from banji.matters.duplicates.pages import listing, searches

app_name = "duplicates"
urlpatterns = [
    path("", listing.suspicions, name="suspicions"),
    path("searches/", searches.searches, name="searches"),
    path("searches/start/", searches.start, name="start"),
    path("searches/<uuid:search_id>/", searches.search, name="search"),
    path("searches/<uuid:search_id>/progress/", searches.progress, name="progress"),
    path("searches/<uuid:search_id>/stop/", searches.stop, name="stop"),
]
