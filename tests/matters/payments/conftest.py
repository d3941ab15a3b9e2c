from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from tests.cast import Cast
from tests.matters.payments.scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast, settings: Settings, tmp_path: Path) -> Scene:
    """李大山, his living namesake, 陈秀英 and 赵永福, all registered; it is 1 March 2017."""
    settings.BANJI_FILES = tmp_path / "files"
    return make_scene(cast, tmp_path)
