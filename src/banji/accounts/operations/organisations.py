"""Organisations: departments, stations, committees, schools, landlords and employers, all alike."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language

from banji.accounts.models import Holding, Organisation, Post
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.organisations import BadCreditCode, read_credit_code


def create_organisation(
    *,
    name: str,
    kind: str,
    by: Actor,
    valid_from: date,
    name_en: str = "",
    department: str = "",
    credit_code: str = "",
    parent: Organisation | None = None,
    phone: str = "",
    address_text: str = "",
) -> Organisation:
    """Raises `Refused` when the credit code cannot be one (GB 32100) or is another organisation's."""
    check_grants_rights(by)
    organisation = Organisation(
        name=name.strip(),
        name_en=name_en.strip(),
        kind=Organisation.Kind(kind),
        department=department,
        credit_code=_credit_code(credit_code),
        parent=parent,
        phone=phone,
        address_text=address_text,
        valid_from=valid_from,
    )
    with act("accounts.create_organisation", by=by) as this:
        organisation.save()
        this.object_kind, this.object_id = "organisation", str(organisation.pk)
        this.after = {"name": organisation.name, "kind": organisation.kind, "department": department}
    return organisation


def close_organisation(
    *, organisation: Organisation, on: date, by: Actor, successor: Organisation | None = None
) -> None:
    """End an organisation on a day, with its posts and holdings: its `successor` takes over by new posts."""
    check_grants_rights(by)
    with act("accounts.close_organisation", by=by, object_=("organisation", organisation.pk)) as this:
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        row.valid_to, row.successor = on, successor
        row.save(update_fields=["valid_to", "successor"])
        posts = Post.objects.filter(organisation=row, valid_to=None)
        Holding.objects.filter(post__in=posts, valid_to=None).update(valid_to=on)
        posts.update(valid_to=on)
        this.after = {"valid_to": on.isoformat(), "successor": successor.pk if successor else None}


def _credit_code(raw: str) -> str:
    if not raw.strip():
        return ""
    try:
        return read_credit_code(raw)
    except BadCreditCode as error:
        raise Refused(error.reason.in_language(get_language() or "zh-hans"), rule="GB 32100-2015") from error
