"""How a request stands, in words for somebody who has never seen an office from inside."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banji.matters.corrections.procedure import (
    APPLIED,
    APPROVED,
    CHECKED,
    ENTERED,
    IN_REVIEW,
    REFUSED,
    WITH_CITY,
    WITH_COUNTY,
    WITHDRAWN,
)

_PLAIN: dict[str, Promise] = {
    APPLIED: _(
        "Your police station has your request. An officer compares what you say with the papers and with the archive,"
        " and will telephone you if a paper is missing."
    ),
    CHECKED: _("The officer has checked it. Now the chief of the station decides."),
    WITH_COUNTY: _("The station has checked it. The county police decide, because it is a date of birth."),
    IN_REVIEW: _("The station has checked it. The county police look at it, then the city police decide."),
    WITH_CITY: _("The station and the county police have looked at it. Now the city police decide."),
    APPROVED: _("It is approved. The station will write it into the register."),
    ENTERED: _(
        "Your record has been put right. Look at it; where a card or a book says it wrongly, have it renewed."
    ),
    REFUSED: _("Your record stays as it is. The reason is on the page of the request, with what you can do."),
    WITHDRAWN: _("You have taken your request back. Nothing has changed in your record."),
}


def plain(state: str) -> Promise:
    return _PLAIN[state]
