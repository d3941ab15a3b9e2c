"""What a system is told when something is refused: `application/problem+json` (RFC 9457).

{"type": "urn:banji:problem:stale", "title": …, "status": 409, "detail": …, "code": "stale", "rule": law and article,
"remedy": what to do next, "fields": [{"field": …, "message": …}]}. `code` is for programs and never changes; the
sentences are for people, in the language of the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from banji.foundation.errors import NotFound, Refused, Text, TryAgain

CONTENT_TYPE = "application/problem+json"
AGAIN_SECONDS = "2"
TITLES: dict[int, Text] = {
    400: _("The request cannot be read"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This address does not answer that method"),
    409: _("The rules do not allow this now"),
    413: _("Too large"),
    422: _("Something in the request is wrong"),
    429: _("Too much"),
    500: _("Something went wrong here"),
    503: _("Busy: try again"),
}


def problem(
    status: int,
    detail: Text,
    *,
    code: str,
    rule: Text = "",
    remedy: Text = "",
    fields: Iterable[Mapping[str, str]] = (),
    **more: Any,
) -> JsonResponse:
    """The answer itself. `fields` names what is wrong in the request; `more` are further members of a code."""
    said = {
        "type": f"urn:banji:problem:{code}",
        "title": str(TITLES[status]),
        "status": status,
        "detail": str(detail),
        "code": code,
        "rule": str(rule),
        "remedy": str(remedy),
        "fields": list(fields),
    }
    return JsonResponse(said | more, status=status, content_type=CONTENT_TYPE)


def of_refusal(refusal: Refused, status: int | None = None, **more: Any) -> JsonResponse:
    """404 for what is absent or out of reach, 409 for what the rules do not allow now."""
    absent = isinstance(refusal, NotFound)
    return problem(
        status or (404 if absent else 409),
        refusal.message,
        code=refusal.code or ("not_found" if absent else "refused"),
        rule=refusal.rule,
        remedy=refusal.remedy,
        **more,
    )


def busy(error: TryAgain) -> JsonResponse:
    """Somebody else was faster: the same request may go through in a moment."""
    answer = problem(503, str(error), code="try_again")
    answer.headers["Retry-After"] = AGAIN_SECONDS
    return answer
