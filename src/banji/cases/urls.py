from __future__ import annotations

from django.urls import path

from banji.cases.pages import alarms, case, clock, desk, law, lifecycle, listing, overdue, papers, step

app_name = "cases"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("cases/", listing.cases, name="cases"),
    path("cases/overdue/", overdue.overdue, name="overdue"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/step/<slug:name>/", step.step, name="step"),
    path("cases/<uuid:case_id>/print/<slug:name>/", case.print_paper, name="print"),
    path("cases/<uuid:case_id>/papers/add/", papers.add, name="add_paper"),
    path("cases/<uuid:case_id>/papers/<int:evidence_id>/", case.evidence_file, name="evidence_file"),
    path("cases/<uuid:case_id>/papers/<int:evidence_id>/back/", papers.withdraw, name="withdraw_paper"),
    path("cases/<uuid:case_id>/services/<int:service_id>/", case.service_proof, name="service_proof"),
    path("cases/<uuid:case_id>/hold/", lifecycle.hold_case, name="hold"),
    path("cases/<uuid:case_id>/resume/", lifecycle.resume_case, name="resume"),
    path("cases/<uuid:case_id>/hand-over/", lifecycle.hand_over_case, name="hand_over"),
    path("cases/<uuid:case_id>/reopen/", lifecycle.reopen_case, name="reopen"),
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/<int:alarm_id>/", alarms.settle, name="settle_alarm"),
    path("law/", law.law, name="law"),
    path("clock/", clock.demo_clock, name="clock"),
]
