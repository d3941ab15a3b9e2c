"""A refusal that a view did not catch becomes a page: what is wrong, which rule, what to do next. Nothing was changed,
and what was typed is still in the browser, one step back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from banji.foundation.errors import NotFound, Refused, TryAgain

AGAIN_SECONDS = "2"


class Refusals:
    """409 for what the rules do not allow now, 404 for what is absent or out of reach, 503 for "somebody was faster".

    A part of a page that htmx asked for gets the sentence into the place of messages, with 409: the page stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused | TryAgain):
            return None
        if request.headers.get("HX-Request") == "true":
            answer = render(request, "web/refusal_note.html", {"refusal": exception}, status=409)
            answer["HX-Retarget"], answer["HX-Reswap"] = "#messages", "innerHTML show:top"
            return answer
        if isinstance(exception, TryAgain):
            answer = render(request, "503.html", {"refusal": exception}, status=503)
            answer["Retry-After"] = AGAIN_SECONDS
            return answer
        if isinstance(exception, NotFound):
            return render(request, "404.html", {"refusal": exception}, status=404)
        return render(request, "409.html", {"refusal": exception}, status=409)
