"""The addresses of the API, each marked with the scope a token must carry, and the pages about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from banji.accounts.access import client, public
from banji.api import problems
from banji.api.description import ROUTERS, api, description
from banji.api.pages import clients, reference


@public
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Public: it describes what may be asked, and holds nobody's data."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
@public
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    return problems.no_such_address()


def _marked(pattern: URLPattern) -> URLPattern:
    """An address of ninja's with the mark of its scope: its tag. What it refuses by itself becomes a problem."""
    view: Callable[..., HttpResponse] = pattern.callback

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        return problems.not_allowed(answer) if isinstance(answer, HttpResponseNotAllowed) else answer

    pattern.callback = client(_scope_of(pattern))(answered)
    return pattern


def _scope_of(pattern: URLPattern) -> str:
    first = str(pattern.pattern).split("/")[0]
    return str((ROUTERS[first].tags or [""])[0])


app_name = "api"
urlpatterns = [
    path("api/", reference.reference, name="reference"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path(
        "api/v1/",
        include(
            [
                _marked(each)
                for each in api.urls[0]
                if isinstance(each, URLPattern) and each.name != "api-root"
            ]
        ),
    ),
    # Another version is no address of ours either.
    path("api/<path:rest>", nowhere, name="nowhere"),
    path("accounts/clients/", clients.overview, name="clients"),
    path("accounts/clients/new/", clients.new, name="new_client"),
    path("accounts/clients/<str:client_id>/", clients.client, name="client"),
    path("accounts/clients/<str:client_id>/secret/", clients.rotate, name="rotate"),
    path("accounts/clients/<str:client_id>/close/", clients.close, name="close"),
]
