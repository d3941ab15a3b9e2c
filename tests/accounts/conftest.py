"""Passwords are hashed fast here; the hash of a real site takes a third of a second on purpose."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def fast_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
