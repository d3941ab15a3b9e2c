from __future__ import annotations

from django.urls import path

from banji.matters.deaths.pages import notices, report, tell, visits

app_name = "deaths"
urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/<uuid:person_id>/", report.report_person, name="report_person"),
    path("tell/", tell.tell, name="tell"),
    path("visits/", visits.visits, name="visits"),
    path("notices/", notices.villages, name="notices"),
    path("notices/<int:village_id>/", notices.village, name="notices_of"),
    path("notices/<int:village_id>/print/", notices.print_village, name="print_notices"),
]
