"""Whatever goes wrong becomes a problem (RFC 9457): the house's own refusals, and what ninja finds in a request."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from banji.api.decided import NotYourOfficer
from banji.api.once import KeyReused
from banji.api.volume import TooMany, seconds_left_of_today
from banji.exchange.questions import EVENT, NoEntry
from banji.exchange.questions_lint import SCOPES
from banji.foundation.errors import Refused, TryAgain
from banji.foundation.problems import busy, of_refusal, problem
from banji.register.operations import Asked

log = logging.getLogger("django.request")
# Refusals that are about the asker or the request, not about the state of the register.
STATUS: dict[type[Refused], int] = {NoEntry: 403, NotYourOfficer: 403, KeyReused: 422}


def handle(api: NinjaAPI) -> None:
    """Let every error of this API be answered as a problem."""
    handlers: dict[type[Exception], Any] = {
        Refused: _refused,
        TryAgain: lambda request, error: busy(error),
        ValidationError: _invalid,
        HttpError: _unreadable,
        RequestDataTooBig: _too_large,
        Exception: _unforeseen,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, TooMany):
        answer = of_refusal(refusal, 429)
        answer["Retry-After"] = str(seconds_left_of_today())
        return answer
    if isinstance(refusal, Asked):
        return of_refusal(refusal, doubts=[doubt._asdict() for doubt in refusal.doubts])
    return of_refusal(refusal, next((STATUS[kind] for kind in STATUS if isinstance(refusal, kind)), None))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"field": _place(one["loc"]), "message": str(one["msg"])} for one in error.errors]
    named = _(", ").join(dict.fromkeys(one["field"] for one in fields))
    return problem(
        422,
        _("Not as the description of the API says: %(fields)s.") % {"fields": named},
        code="invalid",
        remedy=_("Compare the request with /api/v1/openapi.json. Nothing was changed."),
        fields=fields,
    )


def _place(loc: tuple[Any, ...]) -> str:
    """`body.papers.0.paper`, `header.Idempotency-Key`: without the name that our function gives the body, without the
    kind of event that chooses its shape, and without what pydantic calls each of two shapes that a member may have."""
    where, *rest = (str(part) for part in loc if not str(part).startswith("function-"))
    if where == "body":
        rest = rest[1:]
        rest = rest[1:] if rest[:1] and rest[0] in SCOPES[EVENT] else rest
    return ".".join((where, *rest))


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(400, _("The body is not readable as JSON."), code="unreadable")


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, _("The body is too large."), code="too_large")


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    detail = _("This is our fault, and it is written where it will be looked at. Nothing was changed.")
    return problem(500, detail, code="internal_error")


def not_allowed(answer: HttpResponse) -> HttpResponse:
    """405, with the methods that are answered."""
    said = problem(
        405, _("Answered here: %(methods)s.") % {"methods": answer["Allow"]}, code="method_not_allowed"
    )
    said["Allow"] = answer["Allow"]
    return said


def no_such_address() -> HttpResponse:
    return problem(
        404,
        _("The API has no such address."),
        code="no_such_address",
        remedy=_("All addresses stand in /api/v1/openapi.json."),
    )
