"""Who is in the register twice? The register against itself, in sets, by the same table of levels as a list.

    found = within(prepare_register(people, tokens))

Precision first: an officer has to decide every pair. A pair is suspected when its weight reaches `WITHIN`, number-or-birth
and name both speak for it, and it is not what families look like (`_KIN`). Namesakes of one birthday in one place are
still suspected when their name is rare enough: only papers tell them apart. Whoever was registered again with another birth
date, to be younger as a rule, is suspected where he still has the door or somebody of the family in common, or the village
if it is the year (`_YOUNGER`): a namesake of nearly his age is far too ordinary for more.
"""

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa

from banji.matching.blocks import Block
from banji.matching.decisions import Thresholds
from banji.matching.levels import WITHIN_LEVELS, Level
from banji.matching.prepare import Prepared, connection
from banji.matching.program import compile_scores, spoken

WITHIN = Thresholds(suggest=-3)
"""Whoever is registered twice has two numbers and two places as a rule: the name has to carry it. Below this, of what
is found nearly every second pair are namesakes of one birthday (`python -m bench.duplicates` counts both)."""


def _same(code: str, *columns: str, at_most: int = 100) -> Block:
    return Block(code, tuple((column, column) for column in columns), at_most)


# Fewer than a list needs: both sides are registers, with a birth date nearly always and a village always.
BLOCKS: tuple[Block, ...] = (
    _same("whole number", "whole"),
    _same("15-digit number", "fifteen"),
    Block("repaired number", (("repairs", "whole"),), 100, unnest=True),
    _same("name and birth date", "fold", "born"),
    _same("name and day of birth", "fold", "birth_day"),
    _same("name and birth year", "fold", "birth_year"),
    _same("homophone and birth date", "pinyin", "born"),
    _same("look and birth date", "look", "born"),
    Block("former name and birth date", (("fold", "former"), ("born", "born")), 100),
    Block("birth date and former name", (("former", "fold"), ("born", "born")), 100),
    _same("name and village", "fold", "village"),
    Block("former name and village", (("fold", "former"), ("village", "village")), 100),
    Block("village and former name", (("former", "fold"), ("village", "village")), 100),
    _same("homophone, village and birth year", "pinyin", "village", "birth_year"),
)

_EXACT = ("same_2", "same_8", "same_32", "same_128", "same_512", "same")
# Twins are born on one day, live at one door, and are given names that sound or look alike: there only the very same name
# makes a pair. Elsewhere too two whole numbers that differ need the very same name.
_KIN = """
(place_code = 'address' AND NOT exact) OR (number_code = 'birth_other_number' AND NOT exact AND place_code <> 'village')
"""
_PARTLY = "number_code IN ('birth_swapped', 'birth_year_off', 'birth_day_off', 'birth_digit', 'birth_lunar')"
_YOUNGER = f"""
CASE WHEN number_code = 'year_other_number' OR {_PARTLY} THEN (exact OR name_code = 'former') AND (place_code IN ('address', 'village') OR family_code = 'common')
     WHEN number_code IN ('month_other_number', 'day_other_number') THEN exact AND (place_code = 'address' OR family_code = 'common')
     ELSE TRUE END
"""


def within(
    register: Prepared,
    *,
    repairs: Mapping[str, Sequence[int]] | None = None,
    status: Collection[str] = ("ACTIVE",),
    levels: Sequence[Level] = WITHIN_LEVELS,
    thresholds: Thresholds = WITHIN,
) -> pa.Table:
    """Pairs of people who are probably one: first, second (person_id), weight, levels (`field:code`, in order), heaviest
    first. Each pair once.

    `repairs`: of people whose number does not hold, the tokens of the numbers it may be meant as.
    """
    with connection() as db:
        db.register("register", register.table)
        db.register("damaged", _damaged(repairs or {}))
        db.register("states", pa.table({"status": pa.array(sorted(status), pa.string())}))
        db.execute(f"CREATE TEMP TABLE people AS {_PEOPLE}")
        db.execute(f"CREATE TEMP TABLE rows AS {_ROWS}")
        for step in compile_scores(levels, BLOCKS, only="l.row < r.n"):
            db.execute(f"CREATE TEMP TABLE {step.name} AS {step.sql}")
        return db.sql(_found(levels, thresholds.of(len(register.table))[0])).to_arrow_table()


def _damaged(repairs: Mapping[str, Sequence[int]]) -> pa.Table:
    return pa.table(
        {
            "person_id": pa.array(list(repairs), pa.string()),
            "repairs": pa.array(list(repairs.values()), pa.list_(pa.int64())),
        }
    )


# Whoever has a damaged number stands first, so that of a pair it is the one whose number is repaired. A household of more
# than a dozen is a dormitory, no family.
_PEOPLE = """
WITH registered AS (SELECT * FROM register SEMI JOIN states USING (status)),
families AS (
    SELECT household, list((n, hash(fold, born))) AS members FROM registered
    WHERE household IS NOT NULL AND fold IS NOT NULL AND born IS NOT NULL GROUP BY household HAVING count(*) BETWEEN 2 AND 12
)
SELECT registered.* EXCLUDE (n), repairs, row_number() OVER (ORDER BY repairs IS NULL, n)::INTEGER AS n,
       list_transform(list_filter(members, lambda m: m[1] <> n), lambda m: m[2]) AS family
FROM registered LEFT JOIN families USING (household) LEFT JOIN damaged USING (person_id)
"""
_ROWS = """
SELECT * EXCLUDE (n, repairs, first15), n AS row, CASE WHEN repairs IS NOT NULL THEN first15 END AS first15, TRUE AS born_stated, coalesce(repairs, []) AS repairs,
       CASE WHEN whole IS NULL THEN 'none' WHEN repairs IS NULL THEN 'whole' ELSE 'broken' END AS number_kind
FROM people
"""


def _found(levels: Sequence[Level], least: int) -> str:
    codes = f"[{', '.join(repr(level.code) for level in levels)}]"
    named = ", ".join(f"{codes}[{field}_level] AS {field}_code" for field in ("name", "place", "family"))
    exact = ", ".join(map(repr, _EXACT))
    return f"""
SELECT l.person_id AS first, found.person_id AS second, weight, {spoken(levels)} AS levels
FROM (SELECT *, {named}, name_code IN ({exact}) AS exact FROM scored) AS found
JOIN rows AS l USING (row) WHERE speaks AND weight >= {least} AND NOT ({_KIN}) AND {_YOUNGER}
ORDER BY weight DESC, first, second
"""  # noqa: S608 - compiled from our own tables
