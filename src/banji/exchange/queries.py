"""Reading the inbox: which lists an officer sees, and how much of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.audit.acts import act
from banji.exchange import inbox, reasons
from banji.exchange.models import Batch, InboundRow
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.identity.masking import mask_name

# Who sees every list and its counts; a liaison sees those of his own organisation, with their content.
OVERSEERS = frozenset(
    {Role.CLERK, Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.SUPERVISOR}
)


def batches_for(
    by: Actor, *, text: str = "", state: str = "", feed: str = "", sender: int | None = None
) -> QuerySet[Batch]:
    """The lists an officer may see, newest first, filtered."""
    seen = Batch.objects.select_related("sender", "file").order_by("-received_at", "-pk")
    if by.role not in OVERSEERS:
        seen = seen.filter(sender=by.organisation_id or 0)
    if text:
        seen = seen.filter(
            Q(file__name__icontains=text) | Q(sender__name__icontains=text) | Q(period__icontains=text)
        )
    if state:
        seen = seen.filter(state=state)
    if sender:
        seen = seen.filter(sender=sender)
    return seen.filter(feed=feed) if feed else seen


def batch_for(batch_id: UUID, *, by: Actor) -> Batch:
    """One list. Raises `NotFound`: absent and not one's own look the same."""
    found = batches_for(by).filter(pk=batch_id).first()
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


def is_own(batch: Batch, by: Actor) -> bool:
    return batch.sender_id == by.organisation_id


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of a list on a page: its content for its sender, the masked name for everybody else."""

    row: InboundRow
    name: str
    clean: dict[str, str]
    cells: dict[str, str]
    reason: str
    notes: list[str]


def row_lines(batch: Batch, rows: Sequence[InboundRow], *, by: Actor) -> list[RowLine]:
    """Open rows for a page or a file; recorded, once for all of them."""
    own = is_own(batch, by)
    if rows:
        with act("exchange.read_rows", by=by, object_=("batch", batch.pk)) as this:
            this.after = {"rows": len(rows), "masked": not own}
    return [_line(row, own) for row in rows]


def _line(row: InboundRow, own: bool) -> RowLine:
    content = inbox.content_of(row)
    name = content.clean.get("name", "") or content.cells.get("name", "")
    language = get_language() or "zh-hans"
    given = row.reason if own else {key: "…" if key == "value" else said for key, said in row.reason.items()}
    return RowLine(
        row=row,
        name=name if own else mask_name(name) if name else "",
        clean=content.clean if own else {},
        cells=content.cells if own else {},
        reason=reasons.words(row.reason_code, given).in_language(language) if row.reason_code else "",
        notes=[
            reasons.words(code, {"value": content.cells.get("sex", "")}).in_language(language)
            for code in content.notes
        ],
    )
