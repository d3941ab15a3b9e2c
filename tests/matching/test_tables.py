"""The three tables one may edit: whole, readable, and the code knows every word in them."""

import re

import pytest

from banji.matching import BLOCKS, LEVELS, THRESHOLDS, WHY
from banji.matching.decisions import MUST_SPEAK_FOR, OTHER_BIRTH, SHARES_BIRTH, SHARES_FIRST_15, SHARES_NUMBER
from banji.matching.levels import FIELDS
from banji.matching.names import lookalike_groups
from banji.matching.program import compile_steps


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_ends_with_a_level_that_always_fits_and_weighs_nothing(field):
    levels = [level for level in LEVELS if level.field == field]
    assert levels[-1].when.sql == "TRUE"
    assert levels[-1].weight == 0
    assert all(level.when.sql != "TRUE" for level in levels[:-1])


def test_levels_have_one_code_each_a_whole_weight_and_reasons_in_both_languages():
    codes = [(level.field, level.code) for level in LEVELS]
    assert len(set(codes)) == len(codes)
    for level in LEVELS:
        assert type(level.weight) is int
        assert re.search(r"[\u4e00-\u9fff]", level.says.zh)
        assert not re.search(r"[\u4e00-\u9fff]", level.says.en)


def test_a_rarer_name_weighs_more():
    weights = [
        level.weight
        for level in LEVELS
        if level.code.startswith("same_") or (level.field, level.code) == ("name", "same")
    ]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)


def test_decisions_name_levels_and_fields_that_exist():
    numbers = {level.code for level in LEVELS if level.field == "number"}
    assert {*SHARES_NUMBER, *SHARES_FIRST_15, *SHARES_BIRTH, *OTHER_BIRTH} <= numbers
    assert set(MUST_SPEAK_FOR) <= set(FIELDS)


def test_the_thresholds_grow_with_the_register():
    assert THRESHOLDS.of(20_000) == (15 + THRESHOLDS.suggest, 15 + THRESHOLDS.review)
    assert THRESHOLDS.of(1_000_000) == (20 + THRESHOLDS.suggest, 20 + THRESHOLDS.review)
    assert THRESHOLDS.of(0) == THRESHOLDS.of(2)


def test_every_reason_the_program_gives_is_in_words():
    program = "\n".join(step.sql for step in compile_steps(LEVELS, BLOCKS, THRESHOLDS, 1000))
    given = set(re.findall(r"(?:THEN|ELSE) '([a-z_]*)'", program)) - {
        "suggest",
        "review",
        "conflict",
        "none",
        "1",
        "2",
    }
    assert given <= set(WHY)
    assert set(WHY) - given == set()


def test_no_character_looks_like_two_groups():
    characters = "".join(lookalike_groups())
    assert len(set(characters)) == len(characters)
