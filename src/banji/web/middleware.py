"""Headers of every answer that Django's own middleware does not set."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP

# For `SECURE_CSP`. No inline script, no style attribute, nothing from elsewhere; Tabler's small marks are data: images.
POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# A grid worker's page asks for the camera and the place of an address; nothing else is ever needed.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"


class VisitorsAddress:
    """Behind the city's own proxies a request comes from theirs: the visitor's is the last one that none of them has.

    What stands further to the left in `X-Forwarded-For` anybody may have written, and is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.BANJI_PROXIES
        if request.META.get("REMOTE_ADDR") in proxies:
            way = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
            beyond = [each for each in way if each and each not in proxies]
            request.META["REMOTE_ADDR"] = beyond[-1] if beyond else request.META["REMOTE_ADDR"]
        return self.get_response(request)


class PageHeaders:
    """Keep pages about people out of caches, and parts sent to htmx apart from whole pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store, private")
        patch_vary_headers(response, ["HX-Request"])
        return response
