"""A ladder of rules, as a city's own SQL script would have it: the first rule that finds exactly one person decides.

    var/peers/bin/python bench/peers/rule_ladder.py R.parquet L.csv FOLDER

Writes FOLDER/outcomes.csv and FOLDER/candidates.csv. Numbers are compared in capitals, those of 15 digits with the same
15 of the 18; a missing birth date is read from the number. The last rules only propose: a clerk looks.
"""

import sys
from pathlib import Path

import duckdb

RULES = (
    ("number and name", "l.number = r.number AND l.name = r.name", "suggest"),
    ("15-digit number and name", "l.number = r.fifteen AND l.name = r.name", "suggest"),
    ("number", "l.number = r.number", "suggest"),
    ("name, birth date and village", "l.name = r.name AND l.born = r.born AND l.village_code = r.village_code", "suggest"),
    ("name, birth date and sex", "l.name = r.name AND l.born = r.born AND l.sex = r.sex", "suggest"),
    ("name, birth year and village", "l.name = r.name AND left(l.born, 4) = left(r.born, 4) AND l.village_code = r.village_code", "suggest"),
    ("name and village", "l.name = r.name AND l.village_code = r.village_code", "review"),
    ("birth date, sex and village", "l.born = r.born AND l.sex = r.sex AND l.village_code = r.village_code", "review"),
)  # fmt: skip

READ = """
CREATE TABLE {table} AS
SELECT {key}, replace(trim(name), ' ', '') AS name, nullif(sex, '') AS sex, nullif(village_code, '') AS village_code,
       nullif(upper(trim(citizen_id_no)), '') AS number,
       CASE WHEN length(trim(citizen_id_no)) = 18 THEN left(trim(citizen_id_no), 6) || substr(trim(citizen_id_no), 9, 9) END AS fifteen,
       coalesce(nullif(birth_date, ''), CASE WHEN regexp_matches(number, '^[0-9]{{17}}[0-9X]$') THEN
           substr(number, 7, 4) || '-' || substr(number, 11, 2) || '-' || substr(number, 13, 2) END) AS born
FROM {source}"""

RANKED = """
CREATE TABLE ranked AS
SELECT *, row_number() OVER (PARTITION BY row ORDER BY rule, person_id) AS rank,
       count(*) OVER (PARTITION BY row, rule) AS found
FROM (SELECT row, person_id, min(rule) AS rule FROM met GROUP BY ALL)"""


def main(register: str, rows: str, folder: Path) -> None:
    db = duckdb.connect(config={"threads": 2})
    db.execute("SET enable_progress_bar = false")
    db.execute(READ.format(table="people", key="person_id", source=f"read_parquet('{register}')"))
    listed = f"(SELECT *, row_number() OVER () AS row FROM read_csv('{rows}', header=true, all_varchar=true))"
    db.execute(READ.format(table="listed", key="row", source=listed))
    db.execute("CREATE TABLE met (row BIGINT, person_id VARCHAR, rule INT)")
    for place, (_says, on, _outcome) in enumerate(RULES):
        db.execute(
            f"INSERT INTO met SELECT l.row, r.person_id, {place} FROM listed AS l JOIN people AS r ON {on}"
        )
    db.execute(RANKED)
    says, outcome = ([rule[column] for rule in RULES] for column in (0, 2))
    written = {
        "outcomes.csv": f"""SELECT row, person_id, CASE WHEN found = 1 THEN {outcome}[rule + 1] ELSE 'review' END AS outcome,
                                   {says}[rule + 1] AS reasons FROM ranked WHERE rank = 1 ORDER BY row""",
        "candidates.csv": "SELECT row, rank, person_id FROM ranked WHERE rank <= 3 ORDER BY row, rank",
    }
    for name, sql in written.items():
        db.execute(f"COPY ({sql}) TO '{folder / name}' (HEADER)")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
