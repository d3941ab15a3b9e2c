"""Where a department's system sends its receipts and answers, signed with the shared key.

POST /api/exchange/receipts   {"receipts": [{"message_id": …, "state": …, "result": …}, …]}
headers: banji-sender (the number of the organisation), webhook-id, webhook-timestamp, webhook-signature
200 {"taken": 1, "not_taken": [{"message_id": …, "code": …, "why": …}]} · 400 unreadable · 401 not signed · 413 too
large · 429 too many requests. Sending the same again changes nothing.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db.models import Case, F, Value, When
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import signed_request
from banji.accounts.models import Organisation
from banji.exchange.answers import signed
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Endpoint
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.problems import problem

BY = system("exchange.receipts")
LARGEST = 1 << 20
PER_MINUTE = 60
_CODES = {400: "unreadable", 401: "not_signed", 413: "too_large", 429: "too_many_requests"}


@require_POST
@signed_request
def receipts(request: HttpRequest) -> JsonResponse:
    """Take in signed receipts and answers."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return _refused(413, _("At most one megabyte at a time."))
    sender = _sender(request)
    if sender is None:
        return _refused(
            401, _("The request is not signed with the key shared with you, or is older than five minutes.")
        )
    if _too_many(sender):
        return _refused(
            429, _("At most %(n)d requests a minute: send several receipts in one.") % {"n": PER_MINUTE}
        )
    lines = _lines(request.body)
    if lines is None:
        return _refused(
            400, _('The body is {"receipts": […]} with at most %(n)d objects.') % {"n": signed.MOST}
        )
    outcome = signed.take_in(lines, sender=sender, by=BY, where="request")
    return JsonResponse({"taken": outcome.taken, "not_taken": outcome.not_taken})


def _sender(request: HttpRequest) -> Organisation | None:
    """Whose key has signed this? Unknown and wrongly signed look the same."""
    given = request.headers.get
    number = given("banji-sender", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    endpoint = Endpoint.objects.filter(pk=int(number)).select_related("organisation").first()
    if endpoint is None:
        return None
    is_theirs = Shared.with_(endpoint.organisation).sent(
        given("webhook-id", ""), given("webhook-timestamp", ""), given("webhook-signature", ""), request.body
    )
    return endpoint.organisation if is_theirs else None


def _too_many(sender: Organisation) -> bool:
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    ours = Endpoint.objects.filter(pk=sender.pk)
    same = When(heard_minute__gt=minute - timedelta(seconds=1), then=F("heard_count") + 1)
    ours.update(heard_count=Case(same, default=Value(1)), heard_minute=minute)
    return ours.filter(heard_count__gt=PER_MINUTE).exists()


def _lines(body: bytes) -> list[dict[str, Any]] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    lines = said.get("receipts") if isinstance(said, dict) else None
    if not isinstance(lines, list) or len(lines) > signed.MOST:
        return None
    return lines if all(isinstance(line, dict) for line in lines) else None


def _refused(status: int, why: str) -> JsonResponse:
    answer = problem(status, why, code=_CODES[status])
    if status == 429:
        answer["Retry-After"] = str(60 - clock.now().second)
    return answer
