"""The tables of `levels`, `blocks` and `decisions` compiled to one SQL program of named steps.

Each step makes a temporary table of its name from the ones before; `explain=True` keeps them to be looked at. The
engine's tables are there before the first step: `register` (everybody, to count names in), `people` (who of them may be
met) and `rows` (prepared list).
"""

# ruff: noqa: S608  (compiled from our own tables of words and numbers; no input is ever part of it)

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from banji.matching.blocks import Block
from banji.matching.decisions import (
    MUST_SPEAK_FOR,
    OTHER_BIRTH,
    SHARES_BIRTH,
    SHARES_FIRST_15,
    SHARES_NUMBER,
    WHY,
    Thresholds,
)
from banji.matching.levels import Level

TOP = 3
"""Candidates kept for the review screen."""


class Step(NamedTuple):
    """`CREATE TEMP TABLE name AS sql`."""

    name: str
    sql: str


def compile_steps(
    levels: Sequence[Level], blocks: Sequence[Block], thresholds: Thresholds, register_size: int
) -> Iterator[Step]:
    suggest, review = thresholds.of(register_size)
    yield from compile_scores(levels, blocks)
    yield Step("ranked", _RANKED)
    yield Step("conflicts", _conflicts(review))
    yield Step("judged", _judged(suggest, review, thresholds.gap))
    yield Step("claims", _claims(suggest, thresholds.gap))
    yield Step("decided", _DECIDED)
    yield Step("candidates", _candidates(levels))
    yield Step("outcomes", _OUTCOMES + _why_case())


def compile_scores(levels: Sequence[Level], blocks: Sequence[Block], *, only: str = "") -> Iterator[Step]:
    """The first steps: the pairs that meet, and what each weighs. `only`: a further condition on `l` and `r`."""
    yield Step("pairs", _pairs(blocks, only))
    yield Step("name_counts", _per_million("fold", "name_ppm"))
    yield Step("sound_counts", _per_million("pinyin", "pinyin_ppm"))
    yield Step(
        "met_people",
        f"SELECT *, {_masks()} FROM people SEMI JOIN pairs USING (n) LEFT JOIN name_counts USING (fold) LEFT JOIN sound_counts USING (pinyin)",
    )
    yield Step("met_rows", f"SELECT *, {_masks()} FROM rows SEMI JOIN pairs USING (row)")
    yield Step("compared", _compared(levels))
    yield Step("scored", _scored(levels))


def _fields(levels: Iterable[Level]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(level.field for level in levels))


def _pairs(blocks: Sequence[Block], only: str) -> str:
    """Blocks that ask for more than another one does are looked for among that one's pairs."""
    alone = {block.on for block in blocks if len(block.on) == 1}
    groups: dict[tuple[tuple[str, str], ...], list[Block]] = {}
    for block in blocks:
        groups.setdefault(block.on[:1] if block.on[:1] in alone else block.on, []).append(block)
    return "\nUNION\n".join(_joined(on, group, only) for on, group in groups.items())


def _joined(on: Sequence[tuple[str, str]], blocks: Sequence[Block], only: str) -> str:
    rows = "rows"
    if blocks[0].unnest:
        rows = f"(SELECT row, unnest({on[0][0]}) AS {on[0][0]} FROM rows)"
    met = " AND ".join([_equal(on), *([only] if only else [])])
    kept = "\n   OR ".join(_not_too_many(block, block.on[len(on) :]) for block in blocks)
    return f"(SELECT l.row, r.n FROM {rows} AS l JOIN people AS r ON {met}\n QUALIFY {kept}\n)"


def _not_too_many(block: Block, more: Sequence[tuple[str, str]]) -> str:
    asked = _equal(more) if more else "TRUE"
    count = f"count(*) FILTER (WHERE {asked}) OVER (PARTITION BY l.row)"
    return f"({asked} AND {count} <= {block.at_most})  -- {block.code}"


def _equal(keys: Sequence[tuple[str, str]]) -> str:
    return " AND ".join(f"l.{left} = r.{right}" for left, right in keys)


def spoken(levels: Sequence[Level]) -> str:
    """SQL of what spoke for a pair, as `field:code` of each field in order."""
    codes = f"[{', '.join(_quoted(f'{level.field}:{level.code}') for level in levels)}]"
    return f"array_to_string([{', '.join(f'{codes}[{field}_level]' for field in _fields(levels))}], ' ')"


def _per_million(form: str, counted: str) -> str:
    """How many of a million bear the name of somebody met, or a name of that sound."""
    return (
        f"SELECT {form}, ceil(count(*) / (SELECT count(*) / 1e6 FROM register))::INTEGER AS {counted}"
        f" FROM register SEMI JOIN (SELECT {form} FROM people SEMI JOIN pairs USING (n)) USING ({form}) GROUP BY {form}"
    )


def _masks() -> str:
    """王建国 as _建国, 王_国, 王建_: what is left when one character cannot be trusted."""
    masked = "substr(fold, 1, i - 1) || '_' || substr(fold, i + 1)"
    return f"list_transform(range(1, coalesce(length(fold), 0) + 1), lambda i: {masked}) AS masks"


def _compared(levels: Sequence[Level]) -> str:
    """Which level of each field speaks, as its place in the table of levels."""
    columns = []
    for field in _fields(levels):
        cases = "\n".join(
            f"    WHEN {level.when.sql} THEN {place}"
            for place, level in enumerate(levels, 1)
            if level.field == field
        )
        columns.append(f"CASE\n{cases}\n  END::SMALLINT AS {field}_level")
    listed = ",\n  ".join(columns)
    return (
        f"SELECT pairs.row, pairs.n, r.person_id,\n  {listed}\n"
        "FROM pairs JOIN met_rows AS l USING (row) JOIN met_people AS r USING (n)"
    )


def _scored(levels: Sequence[Level]) -> str:
    weights = f"[{', '.join(str(level.weight) for level in levels)}]"
    codes = f"[{', '.join(repr(level.code) for level in levels)}]"
    fields = _fields(levels)
    total = " + ".join(f"{weights}[{field}_level]" for field in fields)
    speaks = " AND ".join(f"{weights}[{field}_level] > 0" for field in MUST_SPEAK_FOR)
    return (
        f"SELECT *, {total} AS weight, {speaks} AS speaks, {weights}[number_level] > 0 AS number_speaks,"
        f" {weights}[name_level] < 0 AS other_name, {weights}[sex_level] < 0 AS other_sex, {codes}[number_level] AS number_code FROM compared"
    )


# Ties by person_id, so that the order of the register's rows means nothing.
_RANKED = f"""
SELECT *, row_number() OVER best AS rank, lead(person_id) OVER best AS runner_up,
       weight - coalesce(lead(weight) OVER best, 0) AS gap
FROM scored WINDOW best AS (PARTITION BY row ORDER BY weight DESC, person_id) QUALIFY rank <= {TOP}
"""


def _in(codes: Iterable[str]) -> str:
    return f"number_code IN ({', '.join(map(repr, codes))})"


def _conflicts(review: int) -> str:
    """Every pair that shares a number is looked at, not only the best one of each row."""
    return f"""
SELECT row, CASE WHEN bool_or(other_name) THEN 'other_name' WHEN bool_or(other_person) THEN 'other_person'
                 WHEN bool_or(namesake) THEN 'two_people' ELSE 'two_holders' END AS why
FROM (
  SELECT row, {_in(SHARES_NUMBER)} AS whole, {_in(SHARES_BIRTH)} AND speaks AS namesake, {_in(OTHER_BIRTH)} AS other_birth,
         other_name, other_sex AND other_birth AS other_person
  FROM scored WHERE {_in(SHARES_NUMBER)} OR ({_in(SHARES_FIRST_15)} AND weight >= {review}) OR namesake
)
GROUP BY row
HAVING bool_or(whole AND (other_name OR other_person)) OR bool_and(other_name OR other_person) FILTER (WHERE NOT namesake)
    OR count(*) FILTER (WHERE whole) > 1 OR (bool_or(namesake) AND bool_or(other_birth))
"""


def _judged(suggest: int, review: int, gap: int) -> str:
    """Each row's best pair and the first reason why it cannot be suggested; '' when there is none."""
    return f"""
SELECT ranked.*, CASE WHEN conflicts.why IS NOT NULL THEN conflicts.why
                      WHEN weight < {review} THEN 'nobody'
                      WHEN NOT speaks AND number_speaks THEN 'name' WHEN NOT speaks THEN 'number'
                      WHEN weight < {suggest} THEN 'weight' WHEN gap < {gap} THEN 'gap' ELSE '' END AS why
FROM ranked LEFT JOIN conflicts USING (row) WHERE rank = 1
"""


def _claims(suggest: int, gap: int) -> str:
    """Who may have a person that several rows point to: the heaviest row, if it leads by the gap or the others are the
    same entry once more (same name and birth date). Equal rows stand in their order in the file."""
    return f"""
SELECT row, place = 1 AND coalesce(weight - rival >= {gap}, TRUE) AS holds
FROM (
  SELECT row, weight, row_number() OVER (PARTITION BY n ORDER BY why <> '', weight DESC, row_hash, row) AS place,
         (SELECT max(b.weight) FROM judged AS b JOIN rows AS o ON o.row = b.row
          WHERE b.n = a.n AND b.row <> a.row AND b.weight >= {suggest}
            AND (o.fold, o.born) IS DISTINCT FROM (rows.fold, rows.born)) AS rival
  FROM judged AS a JOIN rows USING (row) WHERE weight >= {suggest}
)
"""


_DECIDED = """
SELECT judged.* EXCLUDE (why), CASE WHEN why = '' AND NOT claims.holds THEN 'claimed' ELSE why END AS why,
       CASE WHEN why IN ('other_name', 'other_person', 'two_people', 'two_holders') THEN 'conflict' WHEN why = 'nobody' THEN 'none'
            WHEN why = '' AND claims.holds THEN 'suggest' ELSE 'review' END AS outcome
FROM judged LEFT JOIN claims USING (row)
"""


def _reasons(levels: Sequence[Level], language: str) -> str:
    """号码相符 +24 · 姓名同音 +8 · 村不符 -4: what weighs nothing is left out."""
    texts = [
        f"{level.says.in_language(language)} {level.weight:+d}".replace("-", "\u2212") if level.weight else ""
        for level in levels
    ]
    spoken = f"[{', '.join(map(_quoted, texts))}]"
    fields = ", ".join(f"{spoken}[{field}_level]" for field in _fields(levels))
    return f"array_to_string(list_filter([{fields}], lambda t: t <> ''), ' · ')"


def _candidates(levels: Sequence[Level]) -> str:
    return f"""
SELECT row, rank::TINYINT AS rank, person_id, people.status, weight, gap, runner_up,
       {_reasons(levels, "zh")} AS reasons_zh, {_reasons(levels, "en")} AS reasons_en, {spoken(levels)} AS levels
FROM ranked JOIN people USING (n, person_id) ORDER BY row, rank
"""


_OUTCOMES = """
SELECT rows.row, rows.row_hash, coalesce(outcome, 'none') AS outcome, coalesce(why, 'nobody') AS why,
       CASE WHEN outcome <> 'none' THEN decided.person_id END AS person_id,
       CASE WHEN outcome <> 'none' THEN c.status END AS status,
       CASE WHEN outcome <> 'none' THEN decided.weight END AS weight,
       CASE WHEN outcome <> 'none' THEN decided.gap END AS gap,
       CASE WHEN outcome <> 'none' THEN decided.runner_up END AS runner_up,
       CASE WHEN outcome <> 'none' THEN c.levels END AS levels,
"""


def _why_case() -> str:
    columns = []
    for language in ("zh", "en"):
        cases = " ".join(
            f"WHEN {_quoted(code)} THEN {_quoted(text.in_language(language))}" for code, text in WHY.items()
        )
        why = f"nullif(CASE coalesce(why, 'nobody') {cases} END, '')"
        said = f"CASE WHEN outcome <> 'none' THEN c.reasons_{language} END"
        columns.append(f"concat_ws(' · ', {said}, {why}) AS reasons_{language}")
    return (
        f"       {', '.join(columns)}\nFROM rows LEFT JOIN decided USING (row)"
        " LEFT JOIN candidates AS c ON c.row = rows.row AND c.rank = 1 ORDER BY rows.row"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
