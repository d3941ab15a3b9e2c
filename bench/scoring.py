"""One scorer for every way to match: precision, recall, the three people shown, by kind of error and by who it is.

Precision: right suggestions among all suggestions. Recall: of the *persons* on the list who are in the register, whatever
was done to their rows (borrowed numbers included), those suggested by one of their rows. A person the list names twice
counts once, because a person is never suggested twice. Shown: rows whose person is in the register and among the (up to)
three people shown, of all such rows, and of those that wait for a clerk.
"""

import csv
from pathlib import Path

import polars as pl

from banji_demo.city.calendar import TODAY
from banji_demo.matching_bench import Bench


def read(path: Path) -> pl.DataFrame:
    """A result file as text; formulas made harmless by an apostrophe cannot occur in generated data."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = reader.fieldnames or []
        return pl.DataFrame(list(reader), schema=dict.fromkeys(columns, pl.String)).with_columns(
            pl.col("row").cast(pl.Int64)
        )


def judged(bench: Bench, folder: Path) -> pl.DataFrame:
    """Every row with its truth, what it is (kind, age, sex, county), and what became of it: outcome, found, reasons,
    suggested, right, shown."""
    sex = pl.col("sex").replace_strict({"1": "men", "2": "women"}, default="")
    age = (TODAY // 365 + 1970 - pl.col("birth_date").str.head(4).cast(pl.Int64, strict=False)).alias("age")
    people = bench.register.select(
        "person_id", sex.alias("sex"), _decade(age), county=pl.col("village_code").str.head(6)
    )
    outcomes = read(folder / "outcomes.csv").rename({"person_id": "found"})
    candidates = read(folder / "candidates.csv").select("row", "person_id", shown=pl.lit(True)).unique()
    return (
        bench.truth.with_row_index("row", offset=1)
        .with_columns(pl.col("row").cast(pl.Int64))
        .join(people, on="person_id", how="left", maintain_order="left")
        .join(outcomes, on="row", how="left", maintain_order="left")
        .join(candidates, on=["row", "person_id"], how="left", maintain_order="left")
        .with_columns(pl.col("shown").fill_null(value=False), pl.col("outcome").fill_null("none"))
        .with_columns(pl.col("age", "sex", "county").fill_null("not there"))
        .with_columns(suggested=pl.col("outcome") == "suggest", present=pl.col("person_id") != "")
        .with_columns(right=pl.col("suggested") & (pl.col("found") == pl.col("person_id")))
    )


def _decade(age: pl.Expr) -> pl.Expr:
    return pl.when(age < 60).then(pl.lit("under 60")).when(age < 75).then(pl.lit("60-74")).when(age < 90).then(pl.lit("75-89")).otherwise(pl.lit("90 and older")).alias("age")  # fmt: skip


def summary(rows: pl.DataFrame) -> dict[str, float | int]:
    """The figures of one way to match."""
    persons = rows.filter("present").group_by("person_id").agg(pl.col("right").any())
    shown = rows.filter("present")
    clerks = shown.filter(pl.col("outcome").is_in(["review", "conflict"]))
    suggested = int(rows["suggested"].sum())
    right = int(rows["right"].sum())
    lent = (
        pl.col("suggested") & (pl.col("borrowed_from") != "") & (pl.col("found") == pl.col("borrowed_from"))
    )
    return {
        "precision": right / max(suggested, 1),
        "wrong": suggested - right,
        "suggested": suggested,
        "recall": int(persons["right"].sum()) / persons.height,
        "shown": int(shown["shown"].sum()) / shown.height,
        "shown in review": int(clerks["shown"].sum()) / max(clerks.height, 1),
        "review": clerks.height,
        "borrowed": rows.filter(lent).height,
    }


def best_recall(rows: pl.DataFrame, precision: float) -> tuple[float, float]:
    """(recall, weight): the most it finds at any threshold on its weight that keeps this precision. For a way to match
    whose user may have chosen another threshold; the truth is used, which no user has."""
    weighed = (
        rows.filter(pl.col("outcome").is_in(["suggest", "review"]))
        .with_columns(pl.col("weight").cast(pl.Float64), right=pl.col("found") == pl.col("person_id"))
        .sort("weight", descending=True)
        .with_columns(sofar=pl.col("right").cum_sum() / pl.int_range(1, pl.len() + 1))
    )
    weights = weighed.group_by("weight", maintain_order=True).agg(pl.col("sofar").last(), pl.len())
    enough = weights.filter(pl.col("sofar") >= precision)
    least = float(enough["weight"].min() or 1e9)  # type: ignore[arg-type]
    found = weighed.filter(pl.col("right") & (pl.col("weight") >= least))["person_id"].n_unique()
    return found / rows.filter("present")["person_id"].n_unique(), least


def by(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows, recall (of rows), wrong suggestions and outcomes for each value of a column."""
    return (
        rows.group_by(column)
        .agg(
            pl.len().alias("rows"), pl.col("present").sum(), pl.col("suggested").sum(),
            wrong=(pl.col("suggested") & ~pl.col("right")).sum(), right=pl.col("right").sum(),
            conflict=(pl.col("outcome") == "conflict").sum(), review=(pl.col("outcome") == "review").sum(),
            shown=(pl.col("shown") & pl.col("present")).sum(),
        )
        .with_columns(recall=(pl.col("right") / pl.col("present")).round(4), shown=(pl.col("shown") / pl.col("present")).round(4))
        .sort("rows", descending=True)
    )  # fmt: skip


def disagreements(bench: Bench, ours: pl.DataFrame, theirs: pl.DataFrame, name: str, most: int) -> list[str]:
    """Rows of which two ways say different things, as sentences: first where one of them is wrong."""
    both = ours.join(
        theirs.select("row", "outcome", "found", "reasons", "right", "suggested"), on="row", suffix="_2"
    )
    differ = both.filter(
        (pl.col("suggested") != pl.col("suggested_2"))
        | (pl.col("suggested") & (pl.col("found") != pl.col("found_2")))
    ).with_columns(
        wrong=(pl.col("suggested") & ~pl.col("right")) | (pl.col("suggested_2") & ~pl.col("right_2"))
    )
    drawn = [
        part.sample(min(part.height, most // 2), seed=1)
        for part in (differ.filter("wrong"), differ.filter(~pl.col("wrong")))
    ]
    people = {line["person_id"]: line for line in bench.register.filter(
        pl.col("person_id").is_in(pl.concat([d.select("found") for d in drawn] + [d.select(found="found_2") for d in drawn])["found"].implode())
    ).to_dicts()}  # fmt: skip
    lines = [
        f"{differ.height} rows differ from {name}, in {int(differ['wrong'].sum())} of them one of the two is wrong"
    ]
    for row in pl.concat(drawn).to_dicts():
        listed = bench.rows.row(row["row"] - 1, named=True)
        lines += [
            f"  row {row['row']} ({row['kind']}): {_said(listed)}",
            f"    banji: {_verdict(row, '', people)}",
            f"    {name}: {_verdict(row, '_2', people)}",
        ]
    return lines


def _verdict(row: dict[str, str], suffix: str, people: dict[str, dict[str, str]]) -> str:
    outcome, found = row[f"outcome{suffix}"], row[f"found{suffix}"]
    if outcome == "none" or not found:
        return "nobody"
    truth = (
        "the truth"
        if found == row["person_id"]
        else "not in the register"
        if not row["person_id"]
        else "somebody else"
    )
    return f"{outcome} {_said(people[found])} [{truth}] - {row[f'reasons{suffix}']}"


def _said(person: dict[str, str]) -> str:
    return " ".join(
        person[column] or "-" for column in ("name", "sex", "birth_date", "citizen_id_no", "village_code")
    )
