"""What the three tables share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import Role
from banji.cases.models import Case
from banji.cases.procedure import Ask, FactKind
from banji.cases.rules import View
from banji.matters.duplicates.queries import pair_view

OFFICERS = (Role.OFFICER, Role.STATION_CHIEF)
COUNTY = (Role.COUNTY_OFFICER, Role.CITY_OFFICER)

CHECK_PERIOD, DECISION = "duplicates.check_period", "duplicates.decision_period"

SUSPECTED, CHECKED = "SUSPECTED", "CHECKED"

FOUND = Ask(
    "finding", FactKind.LONG_TEXT, _("What you found"), help=_("Whom you asked, which files you compared.")
)
NEW_NUMBER = (
    Ask(
        "number",
        FactKind.NUMBER,
        _("New citizen number"),
        help=_("As the register of record issued it. The old one stays linked to the person."),
    ),
    Ask("sure", FactKind.YES_NO, _("I have looked at what is odd, and it is so"), required=False),
)


def view_of_pair(case: Case, base: View) -> View:
    return pair_view(case, base)
