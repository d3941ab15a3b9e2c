"""How the invented officers work: each case by the procedure, with what they would find out at the door (the truth)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from banji.accounts.roles import Role
from banji.cases.evidence import add_evidence
from banji.cases.models import Case, Notice, Service
from banji.cases.runner import take
from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.matters.deaths.procedure import KIND
from banji.matters.deaths.queries import signals_of
from banji_demo.city.cast import PEOPLE
from banji_demo.staging.nights import wake_on
from banji_demo.staging.offices import Office, Offices

# The household whose committee is never served: its act must stay disabled (case 22 of the domain's test people).
NEVER_SERVED = next(person.ref for person in PEOPLE if person.case == 22)
FAMILIES_THAT_DECLARE = 0.3
LEFT_FOR_VISITORS = 0.25  # at the first station, at every stage

# Served on 8 March, the month ends on Saturday 8 April, hence on Monday the 10th: the act may follow on the 11th.
VISITS, NOTICES, SERVICE, A_MONTH_LATER = (
    date(2017, 3, 3),
    date(2017, 3, 7),
    date(2017, 3, 8),
    date(2017, 4, 12),
)


class Story:
    """The months after the list came, told case by case. `dead` maps external_ref to the true day of death."""

    def __init__(self, offices: Offices, dead: Mapping[str, date | None], seed: int) -> None:
        self._offices = offices
        self._dead = dead
        self._chance = Random(seed)

    def tell(self) -> Iterator[str]:
        """Work through March and April; says what is being done."""
        yield self._day(VISITS, "officers visit", self._verify, ("MATCHED", "CONFLICT"))
        yield self._day(NOTICES, "notices are written", self._notify, ("CONFIRMED_DEAD",))
        yield self._day(
            SERVICE, "notices are served, some families come and declare", self._serve, ("NOTIFIED",)
        )
        yield self._day(
            A_MONTH_LATER,
            "the month is over: one drafts, another cancels",
            self._finish,
            ("NOTIFIED", "EX_OFFICIO_READY"),
        )

    def _day(self, day: date, what: str, work: object, states: tuple[str, ...]) -> str:
        wake_on(day)
        cases = Case.objects.filter(kind=KIND, state__in=states).select_related("person").order_by("number")
        done: Counter[str] = Counter()
        for case in cases:
            done[work(case, self._offices.of(case.station_id))] += 1  # type: ignore[operator]
        return f"{day}: {what} · " + ", ".join(f"{name} {count}" for name, count in sorted(done.items()))

    def _verify(self, case: Case, office: Office) -> str:
        if self._left(office):
            return "left for you"
        officer = office.actor(Role.OFFICER)
        case = take(case.pk, "verify", by=officer)
        visited = {
            "visited_on": clock.today(),
            "met": "邻居",
            "finding": "上门走访，向邻居和村组干部了解情况。",
        }
        take(case.pk, "record_visit", by=officer, facts=visited)
        died_on = self._died_on(case)
        if died_on is None:
            seen = {
                "how": "SEEN_BY_TWO",
                "seen_on": clock.today(),
                "first_witness": officer.name,
                "second_witness": "网格员",
            }
            return take(case.pk, "found_alive", by=officer, facts=seen).state
        if all(signal.strength != "A" for signal in signals_of(case)):
            add_evidence(case.pk, "INVESTIGATION_RECORD", by=officer, issued_on=clock.today())
        try:
            return take(case.pk, "confirm_death", by=officer, facts={"died_on": died_on}).state
        except Refused:
            return "needs more proof"

    def _notify(self, case: Case, office: Office) -> str:
        if self._left(office):
            return "left for you"
        facts = {"declarant": "死者家属", "declarant_relation": "子女", "committee": str(case.village)}
        return take(case.pk, "issue_notices", by=office.actor(Role.OFFICER), facts=facts).state

    def _serve(self, case: Case, office: Office) -> str:
        officer = office.actor(Role.OFFICER)
        for notice in Notice.objects.filter(case=case, recorded_to=None).order_by("id"):
            if notice.addressee_kind == "COMMITTEE" and self._ref(case) == NEVER_SERVED:
                continue
            how = {
                "method": Service.Method.IN_PERSON,
                "receiver": notice.addressee,
                "served_on": clock.today(),
            }
            take(case.pk, "record_service", by=officer, facts={"notice": notice.pk, **how})
        if self._ref(case) != NEVER_SERVED and self._chance.random() < FAMILIES_THAT_DECLARE:
            return self._declare(case, office)
        return "served"

    def _declare(self, case: Case, office: Office) -> str:
        clerk = office.actor(Role.CLERK)
        for paper in ("CREMATION_PROOF", "HOUSEHOLD_BOOK", "DECEASED_ID_CARD"):
            add_evidence(case.pk, paper, by=clerk, issued_on=clock.today())
        facts = {"died_on": self._died_on(case), "declarant": "死者家属", "declarant_relation": "子女"}
        return take(case.pk, "declare", by=clerk, facts=facts).state

    def _finish(self, case: Case, office: Office) -> str:
        if self._ref(case) == NEVER_SERVED:
            return "committee never served: must wait"
        if self._left(office):
            return "left for you"
        officer, chief = office.actor(Role.OFFICER), office.actor(Role.STATION_CHIEF)
        for paper in ("COMMITTEE_PROOF", "INVESTIGATION_RECORD"):
            add_evidence(case.pk, paper, by=officer, issued_on=clock.today())
        drafted = take(case.pk, "draft_cancellation", by=officer, facts={"died_on": self._died_on(case)})
        if self._left(office):
            return drafted.state
        return take(case.pk, "cancel_ex_officio", by=chief).state

    def _left(self, office: Office) -> bool:
        return office is self._offices.stations[0] and self._chance.random() < LEFT_FOR_VISITORS

    def _died_on(self, case: Case) -> date | None:
        return self._dead.get(self._ref(case))

    @staticmethod
    def _ref(case: Case) -> str:
        return case.person.external_ref if case.person else ""
