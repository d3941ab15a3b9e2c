from __future__ import annotations

from collections import defaultdict

import pytest

from banji.exchange import reactions


@pytest.fixture(autouse=True)
def no_rooms_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are told among the tests themselves: which rooms answer to them is the rooms' affair."""
    monkeypatch.setattr(reactions, "_REACTIONS", defaultdict(dict))
