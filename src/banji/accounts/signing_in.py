"""Sign-in: what allauth (passwords, TOTP) and axes (lock-out) ask of this house.

Every success, failure, lock-out and sign-out is a line of the trail. A wrong second factor counts towards the
lock-out like a wrong password, and a code of the authenticator opens once.
"""

from __future__ import annotations

import base64
import io
import time
from typing import Any

import segno
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import find_actor
from banji.accounts.models import Account
from banji.audit.acts import act
from banji.foundation.actors import Actor, ActorKind
from banji.foundation.keys import crypto, keyring

_AAD = b"accounts.second_factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's questions about accounts. Nobody signs himself up, and it says nothing of its own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened; allauth's own messages are left out."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        by = find_actor(request)
        if by is not None:
            with act("sign_in.accepted", by=by, object_=("account", user.pk)):
                pass
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before the second factor is touched, unless a password or code was given minutes ago."""
        request = context.request
        given = [float(record["at"]) for record in get_authentication_records(request, request.user)]
        return bool(time.time() - max(given, default=0) > account_settings.REAUTHENTICATION_TIMEOUT)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failure(request, str(credentials.get("username", "")), "password")

    def logout(self, request: HttpRequest) -> None:
        by = find_actor(request)
        if by is not None:
            with act("sign_in.left", by=by, object_=("account", by.id)):
                pass
        super().logout(request)


def record_failure(request: HttpRequest, username: str, factor: str) -> None:
    """Write a failure. It is not known who failed: the account is the object of the entry, not its actor."""
    locked = bool(getattr(request, "axes_locked_out", False))
    by = Actor(ActorKind.SYSTEM, "sign_in", "sign_in", address=str(request.META.get("REMOTE_ADDR", "")))
    account = Account.objects.filter(username=username).first()
    with act(
        "sign_in.locked" if locked else "sign_in.failed",
        by=by,
        object_=("account", account.pk if account else ""),
    ) as this:
        this.result = "locked" if locked else "failed"
        this.after = {"username": username[:60], "factor": factor}


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """Whose failures axes counts: the name as typed, in small letters."""
    given = credentials or {}
    name = given.get("username") or request.POST.get("login")
    return str(name).strip().lower() if name else None


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """The page of a locked account, in the place of any answer."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.pop("placeholder", None)


class _CodeForm(mfa_forms.BaseAuthenticateForm):  # type: ignore[misc]
    """A code of the authenticator or a recovery code: it opens once, and five wrong ones lock the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"], _("Six figures from your authenticator, or a recovery code."))

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            record_failure(request, self.user.username, "code")
            raise ValidationError(_("This account is locked."))
        try:
            code = str(super().clean_code())
            if not opens_once(self.authenticator, code):
                raise ValidationError(_("This code was used already. Wait for the next one."), code="used")
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            record_failure(request, self.user.username, "code")
            raise
        return code


class SecondFactorForm(_CodeForm, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class SecondFactorAgainForm(_CodeForm, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"], _("The six figures it shows now."))


def _name_code(field: Any, help_text: Any) -> None:
    field.label, field.help_text = _("Verification code"), help_text
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


def opens_once(authenticator: Authenticator, code: str) -> bool:
    """Remember the time step of a TOTP code with the authenticator, so that no process takes it twice.

    Recovery codes are struck off by allauth itself.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret, last = decrypt(row.data["secret"]), row.data.get("last_step", -1)
        wanted = code.replace(" ", "")
        steps = [
            s for s in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, s)) == wanted
        ]
        if not steps or steps[-1] <= last:
            return False
        row.data["last_step"] = steps[-1]
        row.save(update_fields=["data"])
    return True


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets lie encrypted under the city's key."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Check the clock of your telephone."),
    }

    def encrypt(self, text: str) -> str:
        key = keyring().current("secrets")
        sealed = crypto().encrypt(text.encode(), key=key.secret, aad=_AAD)
        return f"{key.version}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        version, _colon, sealed = encrypted_text.partition(":")
        key = keyring().key("secrets", int(version))
        return crypto().decrypt(base64.b64decode(sealed), key=key.secret, aad=_AAD).decode()

    def build_totp_svg(self, url: str) -> str:
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=2, light="#fff")
        return picture.getvalue().decode()
