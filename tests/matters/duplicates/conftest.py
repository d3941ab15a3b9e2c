import pytest
from tests.cast import Cast
from tests.matters.duplicates.scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)
