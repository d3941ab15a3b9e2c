"""Lists of payees and payrolls about a small town in which some have died."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from tests.cast import Cast, K, Member, make_officer, make_organisation
from tests.register.people import Resident, make_household, make_person

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.audit.acts import act
from banji.exchange import inbox, outbox, reading
from banji.exchange.delivery import deliver_due
from banji.exchange.models import Batch, InboundRow, Message
from banji.files.operations import store
from banji.foundation import clock
from banji.foundation.actors import Actor, system
from banji.foundation.models import Installation
from banji.identity.numbers import check_digit
from banji.matters.payments.models import StillPaid
from banji.reconciliation.run import match_batch
from banji.register import access, operations
from banji.register.models import RegisterEvent, Registration

BY = system("tests.payments")
DIED = date(2016, 11, 2)
PAYEES, PAYROLL = "hrss.payees", "finance.payroll"
_HEADINGS = {PAYEES: "姓名,身份证号,待遇种类,发放金额", PAYROLL: "姓名,身份证号,单位,岗位类别"}


def at(day: date, hour: int = 10) -> None:
    """Move the test city's clock."""
    with transaction.atomic():
        Installation.objects.get_or_create(only=True, defaults={"kind": Installation.TEST})
        clock.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=clock.CITY_TIME), by=BY)


def number(born: date, sequence: int = 1) -> str:
    first17 = f"519901{born:%Y%m%d}{sequence:03}"
    return first17 + check_digit(first17)


LI, OTHER_LI, CHEN, ZHAO = date(1940, 3, 5), date(1962, 8, 9), date(1938, 11, 2), date(1935, 5, 6)


@dataclass(slots=True)
class Scene:
    """李大山 and his living namesake of the east, 陈秀英 and 赵永福 of the west; HRSS and finance with a liaison each."""

    cast: Cast
    folder: Path
    li: Resident
    other_li: Resident
    chen: Resident
    zhao: Resident
    hrss: Organisation
    finance: Organisation
    payer: Member
    treasurer: Member
    lists: int = 0

    @property
    def officer(self) -> Actor:
        return self.cast.county_officer.actor

    def send(self, *rows: str, feed: str = PAYEES) -> Batch:
        """A list comes in, is matched, and what follows inside is done. Each row: `name,number,benefit or unit`."""
        self.lists += 1
        text = "\n".join([_HEADINGS[feed], *(f"{row},1" for row in rows), ""])
        # Another content each time, as a monthly list has: the sum at the end differs.
        text += f"合计,{len(rows)},,{self.lists}\n"
        sender = self.hrss if feed == PAYEES else self.finance
        stored = store(text.encode("gb18030"), name=f"{self.lists}.csv", by=BY)
        batch = inbox.receive(feed=feed, sender=sender, file=stored, by=BY)
        reading.read_batch(batch.pk, by=BY)
        match_batch(batch.pk, by=BY)
        deliver_due()
        return Batch.objects.get(pk=batch.pk)

    def cancel(self, who: Resident, died_on: date = DIED) -> RegisterEvent:
        """The registration is cancelled on death, and departments are told, as the deaths matter does."""
        seen = who.registration.pk
        with act("tests.cancel", by=self.officer) as this:
            event = operations.cancel_death(
                person_id=who.person_id, died_on=died_on, reason="死亡", case_no="", by=self.officer,
                seen_registration_id=seen,
            )  # fmt: skip
            self._tell(
                "HUKOU_CANCELLED",
                who,
                this,
                died_on=died_on.isoformat(),
                cancelled_on=clock.today().isoformat(),
            )
        deliver_due()
        return event

    def restore(self, who: Resident, event: RegisterEvent) -> None:
        with act("tests.restore", by=self.officer) as this:
            operations.restore(
                person_id=who.person_id, revokes=event.pk, reason="本人在世", case_no="", by=self.officer
            )
            self._tell("ALIVE_CORRECTION", who, this, seen_on=clock.today().isoformat())
        deliver_due()

    def _tell(self, type_: str, who: Resident, this, **more: str) -> None:  # type: ignore[no-untyped-def]
        subject = f"person:{who.person_id}"
        outbox.tell(
            type_, subject_ref=subject, order_key=subject, case_no="", by=self.officer, this=this,
            payload={**access.identity_for_message(who.person_id).as_payload(), **more},
        )  # fmt: skip

    def end_otherwise(self, who: Resident, reason: str) -> None:
        """The registration is cancelled for another reason than death."""
        with act("tests.end", by=BY) as this:
            old = who.registration
            this.close(old)
            kept = {"person_id": who.person_id, "household_id": old.household_id, "village": old.village}
            if old.valid_from < DIED:
                this.add(Registration(**kept, status="ACTIVE", valid_from=old.valid_from, valid_to=DIED))
            this.add(Registration(**kept, status="CANCELLED", cancel_reason=reason, valid_from=DIED))


def items(**where: object) -> list[StillPaid]:
    return list(StillPaid.objects.filter(recorded_to=None, **where).order_by("found_on", "id"))


def only(**where: object) -> StillPaid:
    (found,) = items(**where)
    return found


def outcomes(batch: Batch) -> list[tuple[str | None, str]]:
    rows = InboundRow.objects.filter(batch=batch).order_by("row_no")
    return list(rows.values_list("outcome", "reason_code"))


def told(type_: str) -> list[str]:
    """Which organisations were told, in order."""
    sent = Message.objects.filter(type=type_).order_by("created_at", "pk")
    return [d.organisation.name for m in sent for d in m.deliveries.order_by("pk") if d.organisation]


def make_scene(cast: Cast, folder: Path) -> Scene:
    at(date(2017, 3, 1))
    east, west = cast.places.east_villages[0], cast.places.west_villages[0]
    home, farm = make_household(east), make_household(west, number="5190000002")
    hrss = make_organisation("安平县人社局", K.DEPARTMENT, department="HRSS")
    finance = make_organisation("安平县财政局", K.DEPARTMENT, department="FINANCE")
    return Scene(
        cast=cast,
        folder=folder,
        li=make_person(home, east, name="李大山", born=LI, number=number(LI), relation="02"),
        other_li=make_person(
            home, east, name="李大山", born=OTHER_LI, number=number(OTHER_LI), relation="20"
        ),
        chen=make_person(farm, west, name="陈秀英", born=CHEN, number=number(CHEN), relation="02"),
        zhao=make_person(farm, west, name="赵永福", born=ZHAO, number=number(ZHAO), relation="20"),
        hrss=hrss,
        finance=finance,
        payer=make_officer("qian", "钱慧", hrss, Role.LIAISON),
        treasurer=make_officer("sun", "孙立", finance, Role.LIAISON),
    )


def row_of(who: str, born: date, what: str = "城乡居民养老金", sequence: int = 1) -> str:
    return f"{who},{number(born, sequence)},{what}"
