"""What the law asks for each event of the register: the closed list of its papers and its time limit.

Papers stand in `law/papers.yaml` under `register.<name>`, limits in the profiles; both by profile and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.roles import Role
from banji.exchange.timeliness import rules_on
from banji.foundation.actors import Actor
from banji.foundation.errors import IllegalDemand, Refused
from banji.law import papers
from banji.law.deadlines import Deadline
from banji.law.papers import Demand


@dataclass(frozen=True, slots=True)
class Brought:
    """One paper that was put before the officer."""

    paper: str
    document_no: str = ""

    def as_said(self) -> dict[str, str]:
        return {"paper": self.paper, "document_no": self.document_no}


def require(name: str, brought: Sequence[Brought], *, by: Actor, on: date) -> list[dict[str, str]]:
    """Refuse, once and with everything that is missing (一次性告知), unless the papers of the closed list are there.

    Returns the papers as an event keeps them. Raises `Refused` for a paper that may not be asked for, too.
    """
    step = f"register.{name}"
    rules = rules_on(on)
    given = {each.paper for each in brought}
    lacking = papers.missing(step, given, profile=rules.profile, on=on)
    if lacking:
        raise Refused(
            _("Still missing: {papers}.").format(papers="；".join(_either(group) for group in lacking)),
            rule=lacking[0][0].source.cite(get_language() or "zh-hans"),
            remedy=_(
                "Give the applicant this list at once, complete, with the place that issues each paper."
            ),
            code="papers_missing",
        )
    for paper in given:
        try:
            papers.check_demand(step, paper, profile=rules.profile, on=on)
        except papers.IllegalPrecondition as illegal:
            if not papers.paper(paper).made_by_police:
                said = illegal.sentence.in_language(get_language() or "zh-hans")
                raise IllegalDemand(said) from illegal
    return [each.as_said() for each in brought]


def approves(level: str, by: Actor, on: date) -> None:
    """Raises `Refused` unless the officer is of the level that the profile names (公通字〔2021〕12号 Art 9)."""
    rule = rules_on(on).value(level)
    wanted = _LEVELS[rule.choice]
    if by.role not in wanted:
        raise Refused(
            _("This is decided at a higher level: {who}.").format(
                who=rule.said.in_language(get_language() or "zh-hans")
            ),
            rule=rule.source.cite(get_language() or "zh-hans"),
            remedy=_("Send the file there."),
            code="approval_level",
        )


_LEVELS = {
    "STATION": (Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER),
    "COUNTY": (Role.COUNTY_OFFICER, Role.CITY_OFFICER),
    "CITY": (Role.CITY_OFFICER,),
}


def limit(key: str, start: date, *, on: date) -> Deadline:
    """By when something has to be declared that happened on `start`, by the rules of the day `on`."""
    return rules_on(on).deadline(key, start)


def _either(group: tuple[Demand, ...]) -> str:
    language = get_language() or "zh-hans"
    return _(" or ").join(demand.paper.name.in_language(language) for demand in group)
