"""The accounts a demo shows on its sign-in page, each with the code its authenticator would show now, and its systems.

`settings.BANJI_DEMO_SIGN_INS` and `BANJI_DEMO_SYSTEMS` name functions that give them; they are never asked in a city
that is not a demo.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.utils.module_loading import import_string

from banji.accounts.models import Account, ApiClient
from banji.foundation import installation


class DemoSignIn(NamedTuple):
    """An account of the demo: sign-in name, password, and what this person shows."""

    username: str
    password: str
    about: str = ""


class DemoSystem(NamedTuple):
    """A system of the demo that may use the API: its id and secret, and what it may."""

    client_id: str
    secret: str
    about: str


class Shown(NamedTuple):
    sign_in: DemoSignIn
    name: str
    code: str  # empty for accounts without a second factor


def shown() -> list[Shown]:
    """What the sign-in page shows; nothing at all unless the database was created as a demo."""
    given: list[DemoSignIn] = _given("BANJI_DEMO_SIGN_INS")
    names = dict(
        Account.objects.filter(username__in=[s.username for s in given]).values_list("username", "name")
    )
    codes = _codes([sign_in.username for sign_in in given])
    return [Shown(s, names[s.username], codes.get(s.username, "")) for s in given if s.username in names]


def systems() -> list[DemoSystem]:
    """The systems that were admitted; none unless the database was created as a demo."""
    given: list[DemoSystem] = _given("BANJI_DEMO_SYSTEMS")
    admitted = ApiClient.objects.filter(pk__in=[one.client_id for one in given]).values_list("pk", flat=True)
    return [one for one in given if one.client_id in set(admitted)]


def _given(setting: str) -> list[Any]:
    path = getattr(settings, setting, "")
    return list(import_string(path)()) if path and installation.is_demo() else []


def _codes(usernames: list[str]) -> dict[str, str]:
    step = int(time.time()) // app_settings.TOTP_PERIOD
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__username__in=usernames)
    return {
        row.user.username: format_hotp_value(hotp_value(decrypt(row.data["secret"]), step))
        for row in rows.select_related("user")
    }
