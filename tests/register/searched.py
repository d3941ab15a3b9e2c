"""A check beside whatever is tested: the search box looks through what the register says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from banji.register import search_rows


@pytest.fixture(autouse=True)
def searched_as_registered(db: None) -> Iterator[None]:
    yield
    assert search_rows.different() == set()
