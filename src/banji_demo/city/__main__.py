"""`python -m banji_demo.city`: write an invented city and its cremation list to a folder."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from banji_demo.city.generation import generate
from banji_demo.city.model import City
from banji_demo.lists.bad_files import BAD_FILES
from banji_demo.lists.cremations import cremations
from banji_demo.lists.listed import MEANING, PersonList

_HEAVY = ("zip_bomb.xlsx", "large.csv")


def main(argv: Sequence[str] | None = None) -> int:
    """Write the tables, the truth, the list and a README of its error kinds; with --bad also the bad files."""
    parser = ArgumentParser(prog="python -m banji_demo.city", description=main.__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="register rows, cancelled ones included")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--years", type=int, default=0, help="history of so many years: registrations and events"
    )
    parser.add_argument("--year", type=int, default=2016, help="year of the cremation list")
    parser.add_argument("--out", type=Path, required=True, help="folder, made if missing")
    parser.add_argument("--bad", action="store_true", help="also write the files an upload must refuse")
    asked = parser.parse_args(argv)
    try:
        city = generate(asked.people, asked.seed, asked.years)
    except ValueError as error:
        parser.error(str(error))
    city.write(asked.out)
    listed = cremations(city, year=asked.year, seed=asked.seed)
    listed.write_xlsx(asked.out / f"cremations_{asked.year}.xlsx")
    listed.truth().write_csv(asked.out / f"cremations_{asked.year}_truth.csv")
    if asked.bad:
        write_bad_files(listed, asked.out / "bad")
    (asked.out / "README.md").write_text(_readme(city, listed), encoding="utf-8")
    print(
        f"{city.people.height} people in {city.households.height} households, {len(listed.rows)} rows listed: {asked.out}"
    )
    return 0


def write_bad_files(good: PersonList, folder: Path) -> None:
    """All bad files but the two heavy ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in BAD_FILES.items():
        if name not in _HEAVY:
            write(good, folder / name)


def _readme(city: City, listed: PersonList) -> str:
    counts = listed.counts()
    lines = [
        f"# An invented city, seed {city.seed}",
        "",
        "Real places, invented people. All tables but truth are in the register load format;",
        "truth says who is really dead. The list's truth numbers its data rows from 1 and names the true person.",
        "",
        f"## {listed.title}",
        "",
        "| kind | rows | meaning |",
        "|---|---:|---|",
        *(f"| {kind} | {counts.get(kind, 0)} | {meaning} |" for kind, meaning in MEANING.items()),
        f"| all | {len(listed.rows)} | |",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
