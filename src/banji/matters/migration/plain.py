"""How a move stands, in words for somebody who has never seen an office from inside; with the day that counts."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.cases.models import Case
from banji.matters.migration.models import MovePaper
from banji.matters.migration.procedure import (
    ACCEPTED,
    APPROVED,
    CANCELLED,
    CLOSED,
    DIED,
    DRAFT,
    EXPIRED,
    IN_TRANSIT,
    MOVED_IN,
    MOVED_OUT,
    POCKET,
    REJECTED,
    RESTORED,
)

_PLAIN: dict[str, Promise] = {
    DRAFT: gettext_lazy(
        "Some papers are missing. You have them in writing; bring them, nothing else is needed."
    ),
    ACCEPTED: gettext_lazy("Your application is with the police. They decide whether you can move in."),
    APPROVED: gettext_lazy(
        "You have the permit to move in. Take it to the police where you are registered now."
    ),
    MOVED_OUT: gettext_lazy("You have left the old place. Bring the certificate and register here."),
    IN_TRANSIT: gettext_lazy(
        "You are on the way and registered nowhere. Take the certificate to the new place and register there."
    ),
    MOVED_IN: gettext_lazy("You are registered at the new place."),
    CLOSED: gettext_lazy("The move is completed."),
    EXPIRED: gettext_lazy(
        "Your paper has lapsed. Ask the police that issued it for a new one; you lose nothing by that."
    ),
    POCKET: gettext_lazy(
        "Your certificate has lapsed and you are registered nowhere. Come to the police station that issued it: you get a"
        " new one, or are registered again where you had lived."
    ),
    REJECTED: gettext_lazy("The move was refused. You have the reason and what you can do in writing."),
    CANCELLED: gettext_lazy("You have taken the application back. Nothing has changed."),
    DIED: gettext_lazy("The move is completed."),
    RESTORED: gettext_lazy("You are registered again where you had lived."),
}
_COUNTS = {
    APPROVED: MovePaper.Kind.PERMIT,
    MOVED_OUT: MovePaper.Kind.CERTIFICATE,
    IN_TRANSIT: MovePaper.Kind.CERTIFICATE,
}


def plain(case: Case) -> str:
    said = str(_PLAIN.get(case.state, ""))
    rows = MovePaper.objects.filter(case=case, kind=_COUNTS.get(case.state, ""), recorded_to=None)
    paper = rows.first()
    if paper is None:
        return said
    return f"{said} {_('It is good until {day}.').format(day=date_format(paper.valid_until))}"
