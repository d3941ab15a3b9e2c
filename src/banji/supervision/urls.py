from __future__ import annotations

from django.urls import path

from banji.supervision import pages
from banji.supervision.population import pages as population

app_name = "supervision"
urlpatterns = [
    path("deaths/", pages.deaths, name="deaths"),
    path("deaths/<slug:part>.<slug:kind>", pages.download, name="download"),
    path("population/", population.population, name="population"),
    path("population/population.<slug:kind>", population.population_file, name="population_file"),
    path("population/changes/", population.changes, name="changes"),
    path("population/changes.<slug:kind>", population.changes_file, name="changes_file"),
    path("population/changes/<slug:line>/", population.changed, name="changed"),
]
