from typing import Any

import pytest
from tests.cast import Cast
from tests.matters.births.scene import DAYS, Scene, make_scene


@pytest.fixture(params=DAYS)
def scene(cast: Cast, settings: Any, request: pytest.FixtureRequest) -> Scene:
    settings.BANJI_PROFILE = request.param
    return make_scene(cast, request.param)


@pytest.fixture
def plan(cast: Cast) -> Scene:
    """Under the plan of 2017 alone, for what is the same under both."""
    return make_scene(cast)
