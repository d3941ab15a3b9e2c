"""An officer of the county at the pages, and a place of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast, sign_in
from tests.register.importing.files import Importer


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.BANJI_FILES = tmp_path / "var" / "files"


@pytest.fixture
def importer(cast: Cast, client: Client) -> Importer:
    return Importer(sign_in(client, cast.county_officer))
