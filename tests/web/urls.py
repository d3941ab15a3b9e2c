"""Addresses of the gallery; the site's own stand in `banji.site.urls`."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from tests.web import gallery


def job(request: HttpRequest) -> HttpResponse:
    """A job that is still running."""
    source = "{% load banji %}{% progress job %}"
    return gallery.page(source, request, {"job": {"name": "Job", "done": 3, "total": 5, "url": "/job/"}})


urlpatterns = [
    path("", gallery.gallery),
    path("question/", gallery.question),
    path("reveal/", gallery.reveal),
    path("refused/", gallery.refused),
    path("broken/", gallery.broken),
    path("job/", job),
    path("web/", include("banji.web.urls")),
]
