from tests.matters.deaths.scene import a_scene  # noqa: F401  (李大山 and his case)
