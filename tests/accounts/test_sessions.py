"""A session is written when it has changed or has got older, and never lives longer than it may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast, sign_in

pytestmark = pytest.mark.django_db
AGE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.officer)


def written(client: Client, address: str = "/people/") -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return [q["sql"] for q in seen.captured_queries if 'UPDATE "django_session"' in q["sql"]]


def grow_older(client: Client, by: timedelta) -> None:
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now() + AGE - by)


def test_pages_in_a_row_write_it_once(officer: Client) -> None:
    grow_older(officer, timedelta(seconds=61))
    assert [len(written(officer)) for _ in range(3)] == [1, 0, 0]
    left = Session.objects.get(pk=officer.session.session_key).expire_date - timezone.now()
    assert AGE - timedelta(minutes=1) < left <= AGE


def test_what_was_changed_is_written_at_once(officer: Client) -> None:
    assert written(officer) == []
    assert len(written(officer, "/people/?q=王某&purpose=VERIFY")) == 1
    assert len(written(officer, "/people/?q=王某&purpose=VERIFY")) == 0


def test_whoever_was_idle_too_long_is_out(officer: Client) -> None:
    grow_older(officer, AGE + timedelta(seconds=1))
    assert officer.get("/people/").headers["Location"].startswith("/sign-in/")


def test_who_signed_out_meanwhile_stays_out(officer: Client) -> None:
    store = officer.session
    store["something"] = 1
    Session.objects.all().delete()
    from django.contrib.sessions.backends.base import UpdateError

    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()
