from __future__ import annotations

from django.urls import path

from banji.matters.corrections.pages import asking, counter, mine

app_name = "corrections"
urlpatterns = [
    path("new/", asking.which, name="which"),
    path("new/<slug:field>/", asking.tell, name="tell"),
    path("at-counter/<uuid:person_id>/", counter.which_field, name="at_counter"),
    path("at-counter/<uuid:person_id>/<slug:field>/", counter.take_up, name="take_up"),
    path("<uuid:case_id>/", mine.request_page, name="mine"),
    path("<uuid:case_id>/withdraw/", mine.withdraw, name="withdraw"),
]
