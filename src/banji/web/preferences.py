"""Larger type and light or dark: kept in a cookie of the browser, because it belongs to the eyes, not the post."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("auto", "light", "dark"), "elder": ("off", "on")}
A_YEAR = 365 * 24 * 3600


def preferred(request: HttpRequest, name: str) -> str:
    """The choice kept in the cookie, or the first one."""
    kept = request.COOKIES.get(f"banji_{name}", "")
    return kept if kept in CHOICES[name] else CHOICES[name][0]


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep each known choice that was posted, and go back to the page it was made on."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    for name, choices in CHOICES.items():
        if (value := request.POST.get(name)) in choices:
            answer.set_cookie(
                f"banji_{name}",
                value,
                max_age=A_YEAR,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    return answer
