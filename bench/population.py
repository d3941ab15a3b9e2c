"""Questions about a whole area: a township's pyramid, the city's month, and whether they mind how large the city is.

    python -m bench.population --people 3500000
    python -m bench.population --quick

An invented city of a twentieth or so is loaded; then its people are copied in sets, each time as further people of the
same villages, and the tables' own indexes are built again (not their constraints: nothing is written afterwards). The
second size has the same towns, but only about every second of them is lived in. The database is thrown away at the end.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

LOADED = 140_000  # enough that every town is lived in
DAY, FIRST, LAST = date(2017, 6, 20), date(2017, 5, 1), date(2017, 5, 31)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=3_500_000)
    parser.add_argument("--quick", action="store_true", help="280,000 people")
    options = parser.parse_args()
    copies = (280_000 if options.quick else options.people) // LOADED
    with tempfile.TemporaryDirectory(dir=os.environ.get("BANJI_BENCH")) as folder:
        os.environ |= {"BANJI_VAR": folder, "BANJI_INSTALLATION": "test"}
        from banji.site import management, postgres

        with postgres.running():
            subprocess.run([sys.executable, "-m", "banji.site.command", "migrate", "-v", "0"], check=True)
            city = str(Path(folder) / "city")
            for step in (["city", city, str(LOADED)], ["load", city]):
                command = [sys.executable, "-m", "bench.loading_steps", *step]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            management.django()
            from banji.register.loading.owner import as_owner

            with as_owner():
                _measure(copies)
    return 0


def _measure(copies: int) -> None:
    from django.db import connection

    _multiply(copies)
    everywhere = _times()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM register_registration r USING addresses_division d"
            " WHERE d.area_id = r.village_id AND d.parent_id % 2 = 1"
        )
        cursor.execute("VACUUM ANALYZE register_registration")
    half = _times()
    print(f"{'':34} {everywhere['people']:>12,} {half['people']:>12,} ratio")
    print(
        f"{'of them in the township':34} {everywhere['of the township']:>12,} {half['of the township']:>12,}"
    )
    for name, seconds in everywhere.items():
        if name not in ("people", "of the township"):
            print(
                f"{name:34} {1000 * seconds:9,.0f} ms {1000 * half[name]:9,.0f} ms {seconds / half[name]:5.2f}"
            )


def _multiply(copies: int) -> None:
    """People, particulars and registrations, again and again: what is counted from."""
    from django.db import connection

    from banji.register.loading.schema import build, take_down
    from banji.register.models import Particulars, Person, Registration

    down = take_down([Person, Particulars, Registration])
    with connection.cursor() as cursor:
        for table in (Person, Particulars, Registration):
            names = [f.column for f in table._meta.concrete_fields]
            key = "id" if table is Person else "person_id"
            again = "(lpad(to_hex(n), 4, '0') || substr({}::text, 5))::uuid"
            new = {key: again.format(f't."{key}"')}
            new |= {"external_ref": "''"} if table is Person else {"id": "t.id + n * 10000000::bigint"}
            values = ", ".join(new.get(name, f't."{name}"') for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f'INSERT INTO "{table._meta.db_table}" ({columns}) SELECT {values}'
                f' FROM generate_series(1, %s) n, "{table._meta.db_table}" t',
                [copies - 1],
            )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for step in down.steps:
            if "INDEX" in step.statement and "register_" in step.statement:
                build(step)
        for table in (Person, Particulars, Registration):
            cursor.execute(f'VACUUM ANALYZE "{table._meta.db_table}"')


def _times() -> dict[str, float]:
    from banji.addresses.placing import Tree
    from banji.register.models import Registration
    from banji.register.queries import household_on
    from banji.register.queries.pyramid import pyramid
    from banji.supervision.population.areas import villages_in
    from banji.supervision.population.balance import Month, balance

    tree = Tree()
    living = Registration.objects.filter(recorded_to=None, valid_to=None, village__parent__isnull=False)
    some = living.exclude(village__parent__pk__in=[u.id for u in tree.units.values() if u.id % 2]).first()
    assert some is not None
    assert some.household_id is not None
    village = some.village_id
    _village, town, county, city, *_above = tree.above(village)

    def ages(area: int) -> Callable[[], object]:
        return lambda: pyramid(DAY, villages_in(tree, area, tree.placed(DAY)))

    def month(area: int) -> Callable[[], object]:
        return lambda: balance(Month.of(tree, area, FIRST, LAST))

    household = some.household_id
    asked: dict[str, Callable[[], object]] = {
        "a household's book": lambda: household_on(household, DAY),
        "pyramid of a village": ages(village),
        "pyramid of a township": ages(town),
        "pyramid of a county": ages(county),
        "pyramid of the city": ages(city),
        "month of a village": month(village),
        "month of a township": month(town),
        "month of a county": month(county),
        "month of the city": month(city),
        "the tree of divisions": Tree,
    }
    sizes = {
        "people": living.filter(status="ACTIVE").count(),
        "of the township": pyramid(DAY, villages_in(tree, town, tree.placed(DAY))).people,
    }
    return sizes | {n: _time(ask) for n, ask in asked.items()}


def _time(ask: Callable[[], object]) -> float:
    """The best of five: the machine may be busy with something else."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
