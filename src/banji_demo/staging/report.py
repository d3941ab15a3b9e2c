"""What the demo prints at its end: every count from rows, and accuracy against the known truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.conf import settings
from django.db.models import Count
from django.utils.translation import override

from banji.accounts.demo_codes import shown
from banji.addresses.models import Division
from banji.addresses.placing import Tree
from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.exchange.counts import counts_of
from banji.exchange.ledger import owed
from banji.exchange.models import Batch, Delivery
from banji.foundation import clock
from banji.foundation.models import LongJob
from banji.matters.deaths.procedure import KIND
from banji.matters.payments.models import StillPaid
from banji.reconciliation.models import Candidate
from banji.register.models import HeadTask, RegisterEvent, Registration
from banji.register.operations.chains import TAKEN_OVER
from banji.register.queries.axes import as_of
from banji.supervision.population.balance import IN, OUT, Month, balance
from banji_demo.staging import systems


def lines() -> Iterator[str]:
    with override("zh-hans"):
        yield "\n— what came in"
        yield from _batches()
        yield "\n— how good the matching was, against the known truth"
        yield from _accuracy()
        yield "\n— where the cases stand"
        yield from _cases()
        yield "\n— what was registered, and what waits for somebody"
        yield from _registered()
        yield "\n— what was told, and what the receivers made of it"
        yield from _messages()
        yield "\n— who owes whom what, and is late with it"
        yield from _owed()
        yield "\n— cancelled but still paid"
        yield from _still_paid()
        yield f"\n— the site: {settings.BANJI_PUBLIC_URL}   (the demo's clock stands at {clock.now():%Y-%m-%d %H:%M})"
        yield from _sign_ins()
        yield "\n— for programs: docs/guides/api.md with these systems"
        yield from systems.lines()


def _batches() -> Iterator[str]:
    batches = list(Batch.objects.select_related("sender").order_by("received_at"))
    found = counts_of(batch.pk for batch in batches)
    for batch in batches:
        c = found[batch.pk]
        holds = "holds" if c.balanced else "DOES NOT HOLD"
        yield (
            f"  {batch.sender}, {batch.feed} {batch.period}: received {c.received} = matched {c.matched} + review {c.review}"
            f" + not found {c.not_found} + set aside {c.set_aside}  ({holds})"
        )


def _accuracy() -> Iterator[str]:
    """Of the machine's suggestions, before any clerk saw them; by list and for all together."""
    deaths = ("civil_affairs.cremations", "hrss.funeral_benefits", "health.hospital_deaths")
    folder = Path(settings.VAR) / "city"
    found = [_score(path) for feed in deaths for path in sorted(folder.glob(f"truth.{feed}.*.parquet"))]
    for score in [*found, Score("all lists", *map(sum, zip(*(score[1:] for score in found), strict=True)))]:
        wrong = score.suggested - score.right
        yield (
            f"  {score.name:32}: precision {score.right / max(1, score.suggested):.4f} ({wrong} wrong of"
            f" {score.suggested} suggestions) · recall {score.persons_found / max(1, score.persons):.4f}"
            f" ({score.persons_found} of {score.persons} people who are in the register)"
            f" · borrowed numbers suggested as their owner: {score.lent}"
        )


class Score(NamedTuple):
    """One list's suggestions held against the truth. A person listed twice counts once for recall."""

    name: str
    suggested: int
    right: int
    persons: int
    persons_found: int
    lent: int


def _score(path: Path) -> Score:
    _truth, department, list_, period = path.stem.split(".")
    feed, truth = f"{department}.{list_}", pl.read_parquet(path)
    whose = dict(truth.select("row_no", "external_ref").iter_rows())
    proposed = Candidate.objects.filter(
        row__batch__feed=feed, row__batch__period=period, rank=1, proposal=Candidate.Proposal.SUGGEST
    )
    suggested = dict(proposed.values_list("row__row_no", "person__external_ref"))
    right = [ref for row, ref in suggested.items() if whose.get(row) == ref]
    borrowed = truth.filter(pl.col("kind") == "borrowed_number")["row_no"]
    lent = sum(row in suggested and suggested[row] != whose[row] for row in borrowed)
    persons = {ref for ref in whose.values() if ref}
    return Score(f"{feed} {period}", len(suggested), len(right), len(persons), len(set(right)), lent)


def _cases() -> Iterator[str]:
    states = procedure_of(KIND).states
    counted = dict(Case.objects.filter(kind=KIND).values_list("state").annotate(Count("pk")))
    for state in states:
        if counted.get(state.code):
            yield f"  {counted[state.code]:5}  {state.code:24} {state.title}{'  (end)' if state.final else ''}"


def _registered() -> Iterator[str]:
    ours = RegisterEvent.objects.exclude(kind__in=TAKEN_OVER).exclude(details__has_key="loaded")
    kinds = dict(RegisterEvent.Kind.choices)
    for kind, n in ours.values_list("kind").annotate(n=Count("pk")).order_by("-n", "kind"):
        yield f"  {n:5}  {kind:24} {kinds[kind]}"
    today = clock.today()
    heads = HeadTask.objects.filter(recorded_to=None).count()
    on_the_way = as_of(Registration.objects.filter(status="IN_TRANSIT"), today).count()
    yield f"  {heads:5}  families without a head, {on_the_way} people on the way to another city"
    tree = Tree()
    (city,) = (unit.id for unit in tree.units.values() if unit.level == Division.Level.PREFECTURE)
    for first in (date(2017, 3, 1), date(2017, 4, 1)):
        month = balance(Month.of(tree, city, first, min(today, first + timedelta(days=30)))).whole
        came, went = (sum(month.lines[line] for line in lines) for lines in (IN, OUT))
        holds = "holds" if month.balances else "DOES NOT HOLD"
        yield f"  {first:%Y-%m}: {month.opening} + {came} − {went} = {month.closing}  ({holds})"


def _messages() -> Iterator[str]:
    told = (
        Delivery.objects.values_list("message__type", "receiver", "state").annotate(n=Count("pk")).order_by()
    )
    for type_, receiver, state, n in sorted(told):
        yield f"  {n:5}  {type_:22} → {receiver:28} {state}"


def _owed() -> Iterator[str]:
    for line in owed(clock.today()):
        says = f"late by {line.late_by} days" if line.late else f"due on {line.due_on}"
        owes = f"we owe {line.organisation}" if line.ours else f"{line.organisation} owes us"
        yield f"  {line.count:5}  {line.what:10} {line.type:26} {owes}, since {line.since}, {says}"


def _still_paid() -> Iterator[str]:
    present = StillPaid.objects.filter(recorded_to=None).values_list("payer__name", "state", "outcome")
    for payer, state, outcome, n in present.annotate(n=Count("pk")).order_by("payer__name", "state"):
        yield f"  {n:5}  {payer}: {state} {outcome}"


def _sign_ins() -> Iterator[str]:
    jobs = LongJob.objects.filter(state=LongJob.FAILED).count()
    if jobs:
        yield f"  {jobs} jobs have failed: look at the batches"
    for one in shown():
        code = f"code now {one.code}" if one.code else "no second factor"
        yield f"  {one.sign_in.username:15} {one.sign_in.password}   {code:16} {one.name}  {one.sign_in.about}"
