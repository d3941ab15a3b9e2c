from __future__ import annotations

from django.urls import path

from banji.matters.corrections.pages import asking, mine

app_name = "corrections"
urlpatterns = [
    path("new/", asking.which, name="which"),
    path("new/<slug:field>/", asking.tell, name="tell"),
    path("<uuid:case_id>/", mine.request_page, name="mine"),
    path("<uuid:case_id>/withdraw/", mine.withdraw, name="withdraw"),
]
