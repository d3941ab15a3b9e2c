"""The test database: its owner creates, migrates and flushes it; the tests run as the site's role.

So a test meets the same refusals as the site. The embedded PostgreSQL is started by the first test that needs it.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from banji.site import postgres
from tests.browsers import browser  # noqa: F401  (fixtures of every room)
from tests.cast import cast  # noqa: F401
from tests.roles import APP, OWNER, act_as


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Before the database is created: start the server, say that this is a test, and be its owner."""
    postgres.ensure_running()
    settings.BANJI_INSTALLATION = "test"
    act_as(OWNER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After it is migrated: be the site, and the owner again only to flush and to drop it."""
    flush = TransactionTestCase._fixture_teardown

    def flush_as_owner(self: TransactionTestCase) -> None:
        act_as(OWNER)
        try:
            flush(self)
        finally:
            act_as(APP)

    with django_db_blocker.unblock():
        act_as(APP)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_as_owner)
        yield
    with django_db_blocker.unblock():
        act_as(OWNER)
