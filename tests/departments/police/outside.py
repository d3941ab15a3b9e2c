"""The outside register for the tests: the tiny city of `tests.register.city`, loaded, and the simulator beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from banji.accounts.models import Organisation
from banji.departments.police.models import Intake
from banji.departments.police.taking import take
from banji.exchange.channels.signing import Shared
from banji.foundation import clock
from banji.foundation.actors import system
from banji_demo.outside.police import PoliceRegister
from tests.cast import SINCE
from tests.register.city import HOUSEHOLDS, PEOPLE, load_city

TAKER = system("banji police take")


def make_organisation() -> Organisation:
    return Organisation.objects.create(
        name="省公安厅户籍系统",
        kind=Organisation.Kind.DEPARTMENT,
        department="REGISTER_OF_RECORD",
        valid_from=SINCE,
    )


class Outside:
    """Both registers with the same people, and files numbered as they are written."""

    def __init__(self, folder: Path, people: list[dict[str, str]] = PEOPLE) -> None:
        self.folder = folder
        self.organisation = make_organisation()
        load_city(folder / "first", people=people)
        day = clock.today() - timedelta(days=200)
        self.register = PoliceRegister.of_tables(HOUSEHOLDS, people, sign=self.sign, day=day)

    def sign(self, said: Mapping[str, Any]) -> str:
        return Shared.with_(self.organisation).sign(said)

    def full(self, name: str = "") -> Path:
        return self.register.write_full(self.folder / (name or f"full{self.register.sequence + 1}"))

    def delta(self, name: str = "", *, follows: int | None = None) -> Path:
        return self.register.write_delta(
            self.folder / (name or f"delta{self.register.sequence + 1}"), follows=follows
        )

    def take_full(self) -> Intake:
        return take(self.full(), by=TAKER)[0]

    def take_delta(self) -> Intake:
        return take(self.delta(), by=TAKER)[0]

    def hear(self) -> int:
        """What was told to them is delivered by file and heard."""
        from banji.exchange.channels import Parcel
        from banji.exchange.models import Delivery

        waiting = (
            Delivery.objects.filter(organisation=self.organisation).select_related("message").order_by("pk")
        )
        return self.register.hear(Parcel.of(one, Shared.with_(self.organisation)).envelope for one in waiting)
