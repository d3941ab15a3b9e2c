from __future__ import annotations

from django.urls import path

from banji.register.exporting.pages import requests

app_name = "exporting"
urlpatterns = [
    path("", requests.requests, name="requests"),
    path("new/", requests.new, name="new"),
    path("<uuid:request_id>/", requests.request_page, name="request"),
    path("<uuid:request_id>/decide/", requests.decide, name="decide"),
    path("<uuid:request_id>/withdraw/", requests.withdraw, name="withdraw"),
    path("<uuid:request_id>/again/", requests.again, name="again"),
    path("<uuid:request_id>/password/", requests.password, name="password"),
    path("<uuid:request_id>/file/", requests.file, name="file"),
]
