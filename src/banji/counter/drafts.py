"""Forms that are being filled in: kept at each step, found again by who began them, gone when sent or forgotten."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banji.accounts.models import Account
from banji.counter.models import Draft
from banji.exchange.envelopes import seal, sealing_key, unseal
from banji.foundation import clock
from banji.foundation.errors import NotFound

# What nobody went on with for so long is swept: it holds what a citizen said.
TERM = timedelta(days=3)
_PLACE = "counter.draft"


def begin(draft: Draft, seen: Mapping[str, int], *, facts: Mapping[str, Any], account: Account) -> None:
    """Keep a form whose first page is filled in; the page has given it its id, and one sent twice is one.
    Raises `NotFound` for another's."""
    new = {
        "account": account,
        "item": draft.item,
        "subject_id": draft.subject_id,
        "data": {"seen": dict(seen)},
        "changed_at": clock.now(),
    }
    kept, _new = Draft.objects.get_or_create(pk=draft.pk, defaults=new)
    keep_facts(_own(kept, account), facts)


def draft_of(draft_id: UUID, account: Account) -> Draft:
    """Raises `NotFound` for one that was sent, swept, or is somebody else's."""
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise NotFound(
            _("This form was sent or has lapsed. Begin again on the page of the person or household.")
        )
    return _own(draft, account)


def keep(draft: Draft, **said: Any) -> None:
    draft.data = {**draft.data, **said}
    draft.changed_at = clock.now()
    draft.save(update_fields=["data", "changed_at"])


def keep_facts(draft: Draft, facts: Mapping[str, Any], **more: Any) -> None:
    """Keep what a page stated, beside what the other pages did."""
    keep(draft, facts={**draft.data.get("facts", {}), **facts}, **more)


def mine(account: Account) -> QuerySet[Draft]:
    return Draft.objects.filter(account=account).order_by("-changed_at")


def sweep() -> int:
    """Returns how many lapsed."""
    return Draft.objects.filter(changed_at__lt=clock.now() - TERM).delete()[0]


def hidden(text: str) -> dict[str, Any]:
    """A citizen number as a form keeps it: encrypted."""
    return {"sealed": b64encode(seal(text, place=_PLACE)).decode(), "key": sealing_key()}


def as_posted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a form is bound to again: every field here has one value."""
    return {name: _value(kept) for name, kept in facts.items()}


def _value(kept: Any) -> str:
    if isinstance(kept, dict):
        return str(unseal(b64decode(kept["sealed"]), place=_PLACE, key_version=kept["key"]))
    return str(kept[0]) if kept else ""


def _own(draft: Draft, account: Account) -> Draft:
    if draft.account_id != account.pk:
        raise NotFound(_("This is somebody else's form."))
    return draft
