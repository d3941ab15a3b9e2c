"""The one gate before every page: who is it, and may he? A view that does not say who may use it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from banji.accounts import clients
from banji.accounts.access import Allowed, View, Who, account_of, find_actor, second_factor_done
from banji.accounts.models import Account
from banji.accounts.roles import Role
from banji.foundation.actors import Actor
from banji.foundation.once import remembering


class AccessMiddleware:
    """Puts `request.actor` (an `Actor`, or None for a visitor) and enforces the mark of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with remembering():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        allowed = getattr(view, "allowed", None)
        if not isinstance(allowed, Allowed):
            raise ImproperlyConfigured(
                f"{view.__module__}.{view} does not say who may use it (accounts.access)."
            )
        if allowed.who is Who.CLIENT:
            return clients.admit(request, allowed.scope)
        if allowed.who is Who.SIGNED:
            return None
        request.actor = find_actor(request)  # type: ignore[attr-defined]
        return None if allowed.who is Who.PUBLIC else admit(request, allowed)


def admit(request: HttpRequest, allowed: Allowed) -> HttpResponse | None:
    """None when the person may pass, else where he must go first. Raises `PermissionDenied` with the reason."""
    if not request.user.is_authenticated:
        return _go(request, "account_login")
    account = account_of(request)
    if allowed.who is not Who.SETTING_UP:
        if password_is_due(account):
            return _go(request, "accounts:change_password")
        if account.kind == Account.OFFICER and not second_factor_done(request):
            return _go(request, "mfa_activate_totp")
    if allowed.who is Who.OFFICER:
        _check_officer(request.actor, allowed)  # type: ignore[attr-defined]
    if allowed.who is Who.CITIZEN and account.kind != Account.CITIZEN:
        raise PermissionDenied(_("This page belongs to citizens: each sees his own record here."))
    return None


def password_is_due(account: Account) -> bool:
    """Must the password be changed before anything else: it was given for once, or has grown too old?"""
    if account.must_change_password:
        return True
    days = settings.BANJI_PASSWORD_DAYS
    if not days or account.kind != Account.OFFICER or account.password_set_at is None:
        return False
    return timezone.now() - account.password_set_at > timedelta(days=days)


def _check_officer(actor: Actor, allowed: Allowed) -> None:
    if not actor.is_officer:
        raise PermissionDenied(_("This page is for officers."))
    if actor.post_id is None:
        raise PermissionDenied(_("You hold no post today, so there is no work to open."))
    if allowed.roles and actor.role not in allowed.roles:
        names = _(", ").join(str(Role(role).label) for role in Role.values if role in allowed.roles)
        raise PermissionDenied(
            _("This page is for: %(roles)s. You are here as %(role)s.")
            % {"roles": names, "role": Role(actor.role).label}
        )


def _go(request: HttpRequest, name: str) -> HttpResponse:
    """Send a page, and a part of a page that htmx asked for, to where the person must go first."""
    htmx = request.headers.get("HX-Request") == "true"
    came_from = request.headers.get("HX-Current-URL", "/") if htmx else request.get_full_path()
    target = f"{reverse(name)}?{urlencode({'next': came_from})}"
    if htmx:
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
