"""Browser tests of this folder sign in as those of the register's pages do."""

from tests.register.test_pages_browser import visit  # noqa: F401  (a fixture)
