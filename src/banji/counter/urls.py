from __future__ import annotations

from django.urls import path

from banji.counter.pages import filling, refusing, visits

app_name = "counter"
urlpatterns = [
    path("begin/<slug:item>/<uuid:subject_id>/", filling.begin, name="begin"),
    path("forms/<uuid:draft_id>/", filling.facts, name="facts"),
    path("forms/<uuid:draft_id>/page/<int:page>/", filling.facts, name="page"),
    path("forms/<uuid:draft_id>/papers/", filling.papers, name="papers"),
    path("forms/<uuid:draft_id>/check/", filling.check, name="check"),
    path("forms/<uuid:draft_id>/refuse/", refusing.refuse, name="refuse"),
    path("forms/<uuid:draft_id>/drop/", filling.drop, name="drop"),
    path("visits/", visits.visits, name="visits"),
    path("visits/other/", visits.other, name="other"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/print/", visits.issue, name="issue"),
    path("visits/<uuid:visit_id>/paper/", visits.paper, name="paper"),
]
