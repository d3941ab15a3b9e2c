"""What the demo prints at its end: every count from rows, and accuracy against the known truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.conf import settings
from django.db.models import Count
from django.utils.translation import override

from banji.accounts.demo_codes import shown
from banji.cases.models import Case
from banji.cases.registry import procedure_of
from banji.exchange.counts import counts_of
from banji.exchange.models import Batch, Delivery
from banji.foundation import clock
from banji.foundation.models import LongJob
from banji.matters.deaths.procedure import KIND
from banji.reconciliation.models import Candidate
from banji_demo.lists.sheet import row_of


def lines() -> Iterator[str]:
    with override("zh-hans"):
        yield "\n— what came in"
        yield from _batches()
        yield "\n— how good the matching was, against the known truth"
        yield from _accuracy()
        yield "\n— where the cases stand"
        yield from _cases()
        yield "\n— what was told"
        yield from _messages()
        yield f"\n— the site: {settings.BANJI_PUBLIC_URL}   (the demo's clock stands at {clock.now():%Y-%m-%d %H:%M})"
        yield from _sign_ins()


def _batches() -> Iterator[str]:
    batches = list(Batch.objects.select_related("sender").order_by("received_at"))
    found = counts_of(batch.pk for batch in batches)
    for batch in batches:
        c = found[batch.pk]
        holds = "holds" if c.balanced else "DOES NOT HOLD"
        yield (
            f"  {batch.sender}, {batch.period}: received {c.received} = matched {c.matched} + review {c.review}"
            f" + not found {c.not_found} + set aside {c.set_aside}  ({holds})"
        )


def _accuracy() -> Iterator[str]:
    """Of the machine's suggestions, before any clerk saw them; by list and for all together."""
    found = [_score(path) for path in sorted((Path(settings.VAR) / "city").glob("truth_*.parquet"))]
    for score in [*found, Score("all lists", *map(sum, zip(*(score[1:] for score in found), strict=True)))]:
        wrong = score.suggested - score.right
        yield (
            f"  {score.name:9}: precision {score.right / max(1, score.suggested):.4f} ({wrong} wrong of"
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
    period, truth = path.stem.removeprefix("truth_"), pl.read_parquet(path)
    whose = dict(zip([row_of(n - 1) for n in truth["row"]], truth["external_ref"], strict=True))
    proposed = Candidate.objects.filter(
        row__batch__period=period, rank=1, proposal=Candidate.Proposal.SUGGEST
    )
    suggested = dict(proposed.values_list("row__row_no", "person__external_ref"))
    right = [ref for row, ref in suggested.items() if whose.get(row) == ref]
    borrowed = [row_of(n - 1) for n in truth.filter(pl.col("kind") == "borrowed_number")["row"]]
    lent = sum(row in suggested and suggested[row] != whose[row] for row in borrowed)
    persons = {ref for ref in whose.values() if ref}
    return Score(period, len(suggested), len(right), len(persons), len(set(right)), lent)


def _cases() -> Iterator[str]:
    states = procedure_of(KIND).states
    counted = dict(Case.objects.filter(kind=KIND).values_list("state").annotate(Count("pk")))
    for state in states:
        if counted.get(state.code):
            yield f"  {counted[state.code]:5}  {state.code:24} {state.title}{'  (end)' if state.final else ''}"


def _messages() -> Iterator[str]:
    told = (
        Delivery.objects.values_list("message__type", "receiver", "state").annotate(n=Count("pk")).order_by()
    )
    for type_, receiver, state, n in sorted(told):
        yield f"  {n:5}  {type_:22} → {receiver:28} {state}"


def _sign_ins() -> Iterator[str]:
    jobs = LongJob.objects.filter(state=LongJob.FAILED).count()
    if jobs:
        yield f"  {jobs} jobs have failed: look at the batches"
    for one in shown():
        code = f"code now {one.code}" if one.code else "no second factor"
        yield f"  {one.sign_in.username:11} {one.sign_in.password}   {code:16} {one.name}  {one.sign_in.about}"
