"""The gallery behind the site's own settings, with a frame that needs no database."""

from typing import Any

import pytest

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "banji.web.middleware.PageHeaders",
]


@pytest.fixture(autouse=True)
def gallery_site(settings: Any) -> None:
    """Everybody is the gallery's clerk; nobody signs in."""
    settings.ROOT_URLCONF = "tests.web.urls"
    settings.BANJI_FRAME = "tests.web.gallery.frame"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
