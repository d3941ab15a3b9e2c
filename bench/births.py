"""Births registered one a second, as a process of its own.

    python -m bench.births SECONDS > births.json

Each is a whole act: papers, locks, chains, rows, the search box's row and the trail. Mothers who are heads of their
households or married to them, of every station, are taken one after the other.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

from banji.site import management

management.django()

from banji.accounts.access import officer_actor  # noqa: E402
from banji.accounts.models import Holding  # noqa: E402
from banji.accounts.roles import Role  # noqa: E402
from banji.exchange.timeliness import rules_on  # noqa: E402
from banji.foundation import clock  # noqa: E402
from banji.foundation.actors import Actor  # noqa: E402
from banji.foundation.errors import Refused  # noqa: E402
from banji.foundation.ids import uuid7  # noqa: E402
from banji.law import papers  # noqa: E402
from banji.register.models import Registration  # noqa: E402
from banji.register.operations import Brought, Newcomer, register_birth  # noqa: E402
from banji.register.operations.asking import Asked  # noqa: E402

CHILD_OF_HEAD = {"1": "20", "2": "30"}


def main(seconds: int) -> None:
    holding = Holding.objects.filter(valid_to=None, post__role=Role.CLERK).select_related(
        "account", "post__organisation"
    )
    by = officer_actor(holding[0].account, holding[0])
    mothers = _mothers(seconds + 1)
    took: list[float] = []
    refused: list[str] = []
    _register(mothers[0], 0, by)  # once unmeasured: what is read once a process is read
    began = time.monotonic()
    for n, mother in enumerate(mothers[1:]):
        time.sleep(max(0.0, began + n - time.monotonic()))
        start = time.perf_counter()
        try:
            _register(mother, n, by)
            took.append(time.perf_counter() - start)
        except Refused as error:
            refused.append(str(error))
    json.dump({"seconds": took, "refused": refused}, sys.stdout)


def _mothers(count: int) -> list[object]:
    """Women of 22 to 38 whose children are the head's, each of another household."""
    rows = Registration.objects.filter(
        status=Registration.Status.ACTIVE, recorded_to=None, valid_to=None, relation_to_head__in=("02", "12"),
        person__particulars__sex="2", person__particulars__recorded_to=None,
        person__particulars__birth_date__range=(clock.today() - timedelta(38 * 365), clock.today() - timedelta(22 * 365)),
        household__particulars__recorded_to=None, household__particulars__household_type="FAMILY",
    )  # fmt: skip
    # From all over the heap, and others in every run.
    first = rows.order_by("pk")[: count * 20].values_list("person_id", flat=True)
    return list(first)[os.getpid() % 20 :: 20][:count]


def _register(mother: object, n: int, by: Actor) -> None:
    sex, today = "12"[n % 2], clock.today()
    lacking = papers.missing("register.birth.in_wedlock", (), profile=rules_on(today).profile, on=today)
    told = {
        "child": Newcomer(
            f"贝{'子安宁乐'[n % 4]}{'一二三四五'[n % 5]}", sex, today - timedelta(10), ethnicity="01"
        ),
        "person_id": uuid7(),
        "follows": mother,
        "relation_to_head": CHILD_OF_HEAD[sex],
        "papers": [Brought(group[0].paper.id) for group in lacking],
        "by": by,
    }
    try:
        register_birth(**told)
    except Asked as asked:
        register_birth(**told, confirmed=[doubt.code for doubt in asked.doubts])


if __name__ == "__main__":
    main(int(sys.argv[1]))
