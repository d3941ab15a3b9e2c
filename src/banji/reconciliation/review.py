"""The review of one row: two records side by side, what agrees and what does not, in words.

Reading it is a recorded reading of every candidate it shows. Somebody outside the officer's area is shown masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from banji.audit.readings import OPENED, record_reading
from banji.exchange.inbox import Content, content_of
from banji.exchange.models import InboundRow
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.foundation.secrets import opened
from banji.identity.masking import mask_name
from banji.reconciliation import reach
from banji.reconciliation.comparing import Pair, differences, masked_differences
from banji.reconciliation.models import Candidate, Decision
from banji.reconciliation.reasons import level
from banji.register.queries.people import PersonSheet, person_on
from banji.words import Words

O = InboundRow.Outcome  # noqa: E741 - the four outcomes
PURPOSE = "名单核对"
_SEXES = {"1": "男", "2": "女"}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A candidate as the clerk sees it. `weight` and `gap` are kept back until the row is decided."""

    candidate: Candidate
    name: str
    in_area: bool
    status: str
    pairs: list[Pair]
    reasons: list[tuple[Words, str]]

    @property
    def person_id(self) -> UUID:
        return self.candidate.person_id


@dataclass(frozen=True, slots=True)
class Review:
    row: InboundRow
    content: Content
    proposed: list[Proposed]
    decision: Decision | None
    close: bool  # the runner-up is nearly as likely


CLOSE = 7  # bits, as the gap a suggestion needs


def waiting_for(by: Actor) -> QuerySet[InboundRow]:
    """Rows that wait for this officer, in no order: for counting."""
    waiting = InboundRow.objects.filter(outcome=O.REVIEW).exclude(reason_code="match.same_as_before")
    return reach.in_reach(waiting, by)


def queue(by: Actor, batch_id: UUID | None = None) -> QuerySet[InboundRow]:
    """Rows that wait for this officer, best first: suggestions, then doubtful ones, then conflicts."""
    waiting = waiting_for(by)
    if batch_id is not None:
        waiting = waiting.filter(batch=batch_id)
    best = Candidate.objects.filter(row=OuterRef("pk"), rank=1).order_by("-pk")
    kind = Case(
        When(proposal="suggest", then=Value(0)), When(proposal="review", then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    ordered = waiting.annotate(
        kind=best.annotate(order=kind).values("order")[:1], weight=best.values("weight")[:1]
    )
    return ordered.order_by(F("kind").asc(nulls_last=True), "-weight", "pk")


def open_row(row_id: int, *, by: Actor) -> Review:
    """The row with its candidates. Raises `NotFound` outside the officer's area."""
    row = InboundRow.objects.select_related("batch__sender").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such row in your area."))
    reach.must_reach(row, by)
    content = content_of(row)
    found = list(_candidates(row))
    near = set(
        reach.candidates_in(reach.villages(by))
        .filter(pk__in=[c.pk for c in found])
        .values_list("pk", flat=True)
    )
    shown = [c.person_id for c in found if c.pk in near]
    record_reading(OPENED, by=by, persons=shown, purpose=PURPOSE, object_=("row", row.pk))
    today = clock.today()
    proposed = [_proposed(c, person_on(c.person_id, today), content, in_area=c.pk in near) for c in found]
    decided = Decision.objects.filter(feed=row.batch.feed, row_hash=row.row_hash, recorded_to=None).first()
    gap = found[0].gap if found else None
    return Review(row, content, proposed, decided, close=len(found) > 1 and gap is not None and gap < CLOSE)


def _candidates(row: InboundRow) -> QuerySet[Candidate]:
    """Of the latest run over this content, in this list or another."""
    alike = Candidate.objects.filter(row__row_hash=row.row_hash, row__batch__feed=row.batch.feed)
    latest = alike.order_by("-pk").values("run_id", "row_id").first()
    if latest is None:
        return alike.none()
    return alike.filter(**latest).select_related("person").order_by("rank")


def _proposed(candidate: Candidate, sheet: PersonSheet, content: Content, *, in_area: bool) -> Proposed:
    who, home = sheet.particulars, sheet.registration
    name = who.name if who else ""
    spoken = [found for code in candidate.levels if (found := level(code)) and found.weight]
    return Proposed(
        candidate=candidate,
        name=name if in_area else mask_name(name),
        in_area=in_area,
        status=str(home.get_status_display()) if home else "",
        pairs=list(_pairs(content.clean, sheet)) if in_area else [],
        reasons=[(found.says, "done" if found.weight > 0 else "soon") for found in spoken],
    )


def _pairs(clean: dict[str, str], sheet: PersonSheet) -> Iterator[Pair]:
    who, home = sheet.particulars, sheet.registration
    if who is None:
        return
    number = opened(who.number) if who.number else ""
    yield Pair("name", *differences(clean.get("name", ""), who.name))
    yield Pair("former_name", *differences(clean.get("former_name", ""), who.former_name))
    yield Pair("citizen_id_no", *masked_differences(clean.get("citizen_id_no", ""), number))
    yield Pair("sex", *differences(_SEXES.get(clean.get("sex", ""), ""), _SEXES.get(who.sex, "")))
    yield Pair(
        "birth_date",
        *differences(clean.get("birth_date", ""), who.birth_date.isoformat() if who.birth_date else ""),
    )
    yield Pair("address", *differences(clean.get("address", ""), home.address_text if home else ""))


def neighbours(row_id: int, ids: list[int]) -> tuple[int | None, int | None]:
    """The rows before and after this one in the queue."""
    if row_id not in ids:
        return None, ids[0] if ids else None
    place = ids.index(row_id)
    return (ids[place - 1] if place else None), (ids[place + 1] if place + 1 < len(ids) else None)


def decided_by(by: Actor) -> QuerySet[Decision]:
    """The officer's own decisions that stand, newest first."""
    own = Decision.objects.filter(Q(decided_by=by.name), recorded_to=None, by_machine=False)
    return own.filter(Exists(reach.in_reach(InboundRow.objects.filter(pk=OuterRef("row")), by))).order_by(
        "-pk"
    )
