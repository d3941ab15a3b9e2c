"""The pages of the register of record in a real browser: phone and desk, axe without a complaint."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from banji.departments.police import rules
from banji.departments.police.models import Difference
from banji.register.models import Registration
from banji.register.operations import cancel_death
from tests.browsers import DESK, PHONE, check, needs_browser
from tests.cast import make_cast, sign_in
from tests.departments.police.outside import Outside

SIZES = {"phone": (PHONE, "zh-hans"), "desk": (DESK, "en")}

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]


def test_the_pages(browser: Browser, live_server: LiveServer, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.BANJI_REGISTER_OF_RECORD = True
    cast = make_cast()
    outside = Outside(tmp_path / "files")
    first = outside.take_full()
    seen = Registration.objects.get(person__external_ref="P1", recorded_to=None, valid_to=None)
    cancel_death(
        person_id=seen.person_id, died_on=outside.register.day - timedelta(days=9), reason="火化证明", case_no="",
        by=cast.officer.actor, seen_registration_id=seen.pk,
    )  # fmt: skip
    outside.register.doubled("P2")
    outside.register.corrected("P1", "李大川")
    outside.register.renamed("P4", "欧阳云")
    delta = outside.take_delta()
    outside.full("gap ahead")
    found = Difference.objects.get(kind=rules.CANCELLED_HERE)
    paths = {
        "files": "/register/record/",
        "differences": "/register/record/differences/",
        "difference": f"/register/record/differences/{found.pk}/",
        "unconfirmed": "/register/record/unconfirmed/",
        "mirrored": f"/register/record/files/{delta.pk}/mirrored/",
        "nothing-mirrored": f"/register/record/files/{first.pk}/mirrored/",
    }
    key = sign_in(Client(), cast.county_officer).cookies[django_settings.SESSION_COOKIE_NAME].value
    for size, (viewport, language) in SIZES.items():
        context = browser.new_context(viewport=viewport, base_url=live_server.url, reduced_motion="reduce")  # type: ignore[arg-type]
        cookies = {django_settings.SESSION_COOKIE_NAME: key, "django_language": language}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        page = context.new_page()
        for name, path in paths.items():
            page.goto(path)
            check(page, f"{name}-{size}")
        context.close()
