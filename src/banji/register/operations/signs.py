"""Signs of life: somebody was seen or heard. One that is later than a reported death contradicts it (domain 5.2)."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import Refused
from banji.register.locks import lock_person
from banji.register.models import SignOfLife

_KIND = re.compile(r"[A-Z][A-Z_]{1,29}")


def note_sign_of_life(*, person_id: UUID, kind: str, happened_on: date, source: str, by: Actor) -> SignOfLife:
    """Note that somebody was seen alive. The same sign noted twice is one sign.

    `kind` is a code such as COUNTER_VISIT, ID_CARD_RENEWED, VERIFIED_VISIT, PERMIT_ENDORSED: each matter has its own.
    Somebody cancelled as dead may be seen too: that is what a sign is for. Raises `Refused` and `NotFound`.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"The kind of a sign of life is a code in capitals, not {kind!r}.")
    with act("register.note_sign_of_life", by=by, object_=("person", person_id)) as this:
        lock_person(person_id)
        this.about(person_id)
        if happened_on > this.now.astimezone(CITY_TIME).date():
            raise Refused(
                _("A sign of life of {day} lies in the future.").format(day=date_format(happened_on)),
                code="in_the_future",
            )
        said = {"person_id": person_id, "kind": kind, "happened_on": happened_on, "source": source}
        sign = SignOfLife.objects.filter(**said, recorded_to=None).first()
        if sign is None:
            sign = SignOfLife(**said)
            this.add(sign)
    return sign
