from __future__ import annotations

from django.urls import path

from banji.reconciliation import pages

app_name = "reconciliation"
urlpatterns = [
    path("review/", pages.queue, name="queue"),
    path("review/<int:row_id>/", pages.row, name="row"),
    path("review/<int:row_id>/decide/", pages.decide, name="decide"),
    path("review/undo/<int:decision_id>/", pages.undo, name="undo"),
]
