from __future__ import annotations

import pytest

from banji.exchange import reactions

# What these tests tell, about people whom no register knows.
TOLD_HERE = ("HUKOU_CANCELLED", "ALIVE_CORRECTION", "BENEFIT_STOPPED_FEEDBACK")


@pytest.fixture(autouse=True)
def no_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages of matters are told among the tests themselves: which rooms answer to them is the rooms' affair."""
    for type_ in TOLD_HERE:
        monkeypatch.setitem(reactions._REACTIONS, type_, {})
