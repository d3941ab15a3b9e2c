from __future__ import annotations

from django.urls import path

from banji.register.importing.pages import intakes, sheets

app_name = "importing"
urlpatterns = [
    path("", intakes.intakes, name="intakes"),
    path("new/", intakes.new, name="new"),
    path("set-aside/", intakes.set_aside, name="set_aside"),
    path("<uuid:intake_id>/", intakes.intake, name="intake"),
    path("<uuid:intake_id>/progress/", intakes.progress, name="progress"),
    path("<uuid:intake_id>/aside/<slug:table>/", intakes.aside_rows, name="aside_rows"),
    path("<uuid:intake_id>/sheets/<int:seq>/", sheets.sheet, name="sheet"),
    path("<uuid:intake_id>/sheets/<int:seq>/table/", intakes.assign, name="assign"),
    path("<uuid:intake_id>/<slug:what>/", intakes.do, name="do"),
]
