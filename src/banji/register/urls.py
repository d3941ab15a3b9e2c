from __future__ import annotations

from django.urls import path

from banji.register.pages import households, loads, mine, papers, people, residents, revoking, search

app_name = "register"
urlpatterns = [
    path("people/", search.people, name="people"),
    path("people/<uuid:person_id>/", people.person, name="person"),
    path("people/<uuid:person_id>/reveal/<slug:what>/", people.reveal, name="reveal"),
    path("people/<uuid:person_id>/events/<uuid:event_id>/revoke/", revoking.revoke, name="revoke"),
    path("households/<uuid:household_id>/", households.household, name="household"),
    path("people/<uuid:record_id>/papers/", papers.issued, papers.PERSON, name="person_papers"),
    path("people/<uuid:record_id>/papers/<slug:kind>/", papers.preview, papers.PERSON, name="person_preview"),
    path(
        "people/<uuid:record_id>/papers/<slug:kind>/issue/", papers.issue, papers.PERSON, name="person_issue"
    ),
    path("households/<uuid:record_id>/papers/", papers.issued, papers.HOUSEHOLD, name="household_papers"),
    path(
        "households/<uuid:record_id>/papers/<slug:kind>/",
        papers.preview,
        papers.HOUSEHOLD,
        name="household_preview",
    ),
    path(
        "households/<uuid:record_id>/papers/<slug:kind>/issue/",
        papers.issue,
        papers.HOUSEHOLD,
        name="household_issue",
    ),
    path("papers/<slug:number>/", papers.kept, name="issued_paper"),
    path("papers/<slug:number>/withdraw/", papers.withdraw, name="withdraw_paper"),
    path("divisions/<int:village_id>/residents/", residents.in_village, name="village_residents"),
    path("addresses/<slug:code>/residents/", residents.at_address, name="address_residents"),
    path("loads/", loads.loads, name="loads"),
    path("loads/<uuid:load_id>/progress/", loads.progress, name="load_progress"),
    path("loads/<uuid:load_id>/refused/<str:name>/", loads.refused_rows, name="refused_rows"),
    path("my/record/", mine.record, name="my_record"),
    path("my/looked/", mine.looked, name="my_looked"),
    path("my/cases/", mine.cases, name="my_cases"),
    path("my/wrong/", mine.wrong, name="my_wrong"),
]
