"""Jurisdiction: dated rows over divisions, grids and zones. Never a code prefix."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Area, Jurisdiction, Organisation, Post
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


def give_area(
    *, organisation: Organisation, area: Area, by: Actor, valid_from: date, post: Post | None = None
) -> Jurisdiction:
    """Let an organisation answer for an area with all below it; with `post`, only that post of it."""
    check_grants_rights(by)
    if post is not None and post.organisation_id != organisation.pk:
        raise Refused(_("This post belongs to another organisation."))
    with act("accounts.give_area", by=by, object_=("organisation", organisation.pk)) as this:
        row = Jurisdiction.objects.create(
            organisation=organisation, post=post, area=area, valid_from=valid_from
        )
        this.after = {
            "area": area.pk,
            "post": post.pk if post else None,
            "valid_from": valid_from.isoformat(),
        }
    return row


def take_area(*, jurisdiction: Jurisdiction, by: Actor, on: date | None = None) -> None:
    """End an area's row on a day (today unless given)."""
    check_grants_rights(by)
    with act("accounts.take_area", by=by, object_=("organisation", jurisdiction.organisation_id)) as this:
        row = Jurisdiction.objects.select_for_update().get(pk=jurisdiction.pk)
        if row.valid_to is not None:
            raise Refused(_("This area was taken back already."))
        row.valid_to = max(on or clock.today(), row.valid_from)
        row.save(update_fields=["valid_to"])
        this.after = {"area": row.area_id, "valid_to": row.valid_to.isoformat()}
