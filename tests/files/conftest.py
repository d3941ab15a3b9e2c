from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def vault_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.BANJI_FILES = tmp_path / "files"
    return tmp_path / "files"
