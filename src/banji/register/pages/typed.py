"""What was typed into the search box. A query with a whole number in it waits, sealed, in the session until the next
one takes its place or a quarter of an hour has passed; its address carries a made-up mark only."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from banji.foundation.keys import crypto, keyring
from banji.register.access.terms import holds_number

KEPT = "kept"
_IN_SESSION = "register_typed"
_AAD = b"register.pages.typed"
_FOR = timedelta(minutes=15)


def address_of(request: HttpRequest, query: str) -> dict[str, str]:
    """The part of an address that stands for a query. Whatever was kept before is dropped."""
    request.session.pop(_IN_SESSION, None)
    if not holds_number(query):
        return {"q": query}
    mark = token_urlsafe(6)
    until = (timezone.now() + _FOR).timestamp()
    request.session[_IN_SESSION] = {"mark": mark, "until": until, **_sealed(query)}
    return {KEPT: mark}


def query_of(request: HttpRequest) -> str:
    """The query of this address; empty when there is none, or none any more."""
    if KEPT not in request.GET:
        return request.GET.get("q", "").strip()
    kept = _kept(request)
    return _opened(kept) if kept else ""


def is_gone(request: HttpRequest) -> bool:
    """Did this address stand for a number that is no longer kept?"""
    return KEPT in request.GET and not _kept(request)


def _kept(request: HttpRequest) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(_IN_SESSION, {})
    if kept and kept["until"] < timezone.now().timestamp():
        del request.session[_IN_SESSION]
        return {}
    return kept if kept.get("mark") == request.GET[KEPT] else {}


def _sealed(query: str) -> dict[str, Any]:
    key = keyring().current("secrets")
    text = crypto().encrypt(query.encode(), key=key.secret, aad=_AAD)
    return {"key": key.version, "sealed": b64encode(text).decode()}


def _opened(kept: dict[str, Any]) -> str:
    key = keyring().key("secrets", kept["key"])
    return crypto().decrypt(b64decode(kept["sealed"]), key=key.secret, aad=_AAD).decode()
