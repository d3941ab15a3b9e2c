from tests.api.world import world  # noqa: F401  (a fixture)
