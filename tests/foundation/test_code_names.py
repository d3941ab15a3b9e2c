"""Codes of the standards in the reader's language."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from banji.foundation.code_names import code_choices, code_name
from banji.identity import codes


@pytest.mark.parametrize(("language", "man"), [("zh-hans", "男"), ("en", "male")])
def test_a_code_is_said_in_the_readers_language(language: str, man: str) -> None:
    with override(language):
        assert code_name("sex", "1").lower().startswith(man)
        assert code_choices("sex", only=("1", "2"))[0] == ("1", code_name("sex", "1"))
        assert [code for code, _name in code_choices("sex", only=("1", "2"))] == ["1", "2"]


def test_a_code_that_no_standard_has_stays_as_it_was_written() -> None:
    assert code_name("relation", "x9") == "x9"
    assert code_name("relation", "") == ""


@pytest.mark.parametrize("table", codes.TABLES)
def test_only_what_is_offered_on_the_day_may_be_chosen(table: str) -> None:
    day = date(2017, 3, 1)
    offered = {entry.code for entry in codes.table(table) if entry.offered_on(day)}
    assert {code for code, _name in code_choices(table, on=day)} == offered
    assert len(code_choices(table)) == len(codes.table(table))
