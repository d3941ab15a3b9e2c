"""Splink 5 with the settings its documentation teaches, on the same columns. Runs in the peers' own environment:

    var/peers/bin/python bench/peers/splink_usual.py R.parquet L.csv FOLDER

Writes FOLDER/outcomes.csv, FOLDER/candidates.csv and FOLDER/phases.json (seconds, wall and processor).

What its user would do, and we did for it: numbers in capitals, those of 15 digits written as 18, what is no number as
null, a missing birth date from the number; full names with term frequencies, because half of the people share theirs;
the village as exact, township, county, like the library's postcodes. The address is left out, for it says the village
once more and the documentation asks for columns that do not. Blocking by number, and by two of name, birth date and
village; training as in the tutorial. Suggested is what reaches 0.99, each person for the best of the rows that point to
it; shown for review is what reaches 0.01.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SUGGEST, REVIEW = 0.99, 0.01

VILLAGE = cl.CustomComparison(
    [
        cll.NullLevel("village_code"),
        cll.ExactMatchLevel("village_code"),
        cll.CustomLevel("left(village_code_l, 9) = left(village_code_r, 9)", "township"),
        cll.CustomLevel("left(village_code_l, 6) = left(village_code_r, 6)", "county"),
        cll.ElseLevel(),
    ],
    output_column_name="village_code",
)

SETTINGS = SettingsCreator(
    link_type="link_only",
    comparisons=[
        cl.NameComparison("name").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=True),
        cl.DamerauLevenshteinAtThresholds("citizen_id_no"),
        cl.ExactMatch("sex"),
        VILLAGE,
    ],
    blocking_rules_to_generate_predictions=[
        block_on("citizen_id_no"),
        block_on("name", "birth_date"),
        block_on("name", "village_code"),
        block_on("birth_date", "village_code"),
        block_on("birth_date", "substr(name, 1, 1)"),
    ],
    retain_matching_columns=False,
)

# Weights and check digit of GB 11643, to write an old number of 15 digits as one of 18.
_SUM = " + ".join(
    f"substr(first17, {place}, 1)::INT * {weight}"
    for place, weight in enumerate((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), 1)
)
CLEAN = f"""
CREATE TABLE {{table}} AS
SELECT unique_id, nullif(replace(trim(name), ' ', ''), '') AS name, nullif(sex, '') AS sex, number AS citizen_id_no,
       coalesce(nullif(birth_date, ''), strftime(try_strptime(substr(number, 7, 8), '%Y%m%d'), '%Y-%m-%d')) AS birth_date,
       nullif(village_code, '') AS village_code
FROM (
    SELECT *, CASE WHEN regexp_matches(raw, '^[0-9]{{{{17}}}}[0-9X]$') THEN raw
                   WHEN first17 IS NOT NULL THEN first17 || substr('10X98765432', ({_SUM}) % 11 + 1, 1) END AS number
    FROM (
        SELECT *, CASE WHEN regexp_matches(raw, '^[0-9]{{{{15}}}}$') THEN left(raw, 6) || '19' || right(raw, 9) END AS first17
        FROM (SELECT *, upper(trim(citizen_id_no)) AS raw FROM {{source}})
    )
)"""


def main(register: str, rows: str, folder: Path) -> None:
    phases: dict[str, dict[str, float]] = {}
    db = duckdb.connect(config={"threads": 2})
    db.execute("SET enable_progress_bar = false")
    with timed(phases, "load"):
        people = f"(SELECT *, person_id AS unique_id FROM read_parquet('{register}'))"
        listed = f"(SELECT *, (row_number() OVER ())::VARCHAR AS unique_id FROM read_csv('{rows}', header=true, all_varchar=true))"
        db.execute(CLEAN.format(table="clean_people", source=people))
        db.execute(CLEAN.format(table="clean_rows", source=listed))
        api = DuckDBAPI(db)
        tables = [
            api.register("clean_people", dataset_display_name="people"),
            api.register("clean_rows", dataset_display_name="rows"),
        ]
        linker = Linker(tables, SETTINGS, log_level="ERROR")
    with timed(phases, "train"):
        train(linker)
    with timed(phases, "predict"):
        found = linker.inference.predict(threshold_match_probability=REVIEW)
        db.execute(RANKED.format(found=found.physical_name))
    with timed(phases, "write"):
        for name, sql in WRITTEN.items():
            db.execute(f"COPY ({sql}) TO '{folder / name}' (HEADER, DELIMITER ',')")
    (folder / "phases.json").write_text(json.dumps(phases), encoding="utf-8")


def train(linker: Linker) -> None:
    linker.training.estimate_probability_two_random_records_match(
        [block_on("citizen_id_no", "name"), block_on("name", "birth_date", "village_code")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    for rule in (
        block_on("name", "birth_date"),
        block_on("citizen_id_no"),
        block_on("birth_date", "village_code"),
    ):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)


RANKED = """
CREATE TABLE ranked AS
SELECT unique_id_r::INT AS row, unique_id_l AS person_id, match_weight, match_probability,
       row_number() OVER (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l) AS rank,
       row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r) AS place
FROM {found}"""

WRITTEN = {
    "outcomes.csv": f"""
        SELECT row, person_id, CASE WHEN match_probability >= {SUGGEST} AND place = 1 THEN 'suggest' ELSE 'review' END AS outcome,
               round(match_weight, 1) AS weight, 'probability ' || round(match_probability, 5) AS reasons
        FROM ranked WHERE rank = 1 ORDER BY row""",
    "candidates.csv": "SELECT row, rank, person_id FROM ranked WHERE rank <= 3 ORDER BY row, rank",
}


@contextmanager
def timed(phases: dict[str, dict[str, float]], phase: str) -> Iterator[None]:
    wall, processor = time.perf_counter(), time.process_time()
    yield
    phases[phase] = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
