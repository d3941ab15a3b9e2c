"""What the departments do with what they are told, and how each takes it: HRSS's own system by signed web request, civil
affairs on the page, health as files that nobody has fetched since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.exchange import endpoints
from banji.exchange.answers import desk
from banji.exchange.channels.signing import Shared
from banji.exchange.models import Endpoint
from banji.foundation import clock
from banji.foundation.ids import uuid7
from banji_demo.staging.offices import SETTING_UP, Office, Offices

# What the liaison of civil affairs has not come to yet.
LEFT_FOR_LIAISON = 4


def outside() -> Path:
    """The folder of the simulated outside world."""
    return Path(settings.VAR) / "outside"


def connect(hrss_address: str) -> None:
    """Tell the platform where HRSS's system listens, and hand its key over; each run has another port."""
    hrss = Organisation.objects.get(department="HRSS")
    endpoints.set_endpoint(hrss, channel=Endpoint.Channel.HTTP, address=hrss_address, types=[], by=SETTING_UP)
    outside().mkdir(parents=True, exist_ok=True, mode=0o700)
    (outside() / "hrss.key").write_text(Shared.with_(hrss).written)


def take_files(health: Office) -> None:
    """Health has asked for files."""
    endpoints.set_endpoint(
        health.organisation, channel=Endpoint.Channel.FILE, address="", types=[], by=SETTING_UP
    )


def answer_on_the_page(offices: Offices) -> Iterator[str]:
    """The liaison of civil affairs gives receipts, says what became of each message and since when nothing is paid; the
    newest few, and what somebody has to look into first, are left."""
    liaison = offices.civil_affairs.actor(Role.LIAISON)
    told = (
        desk.inbox_of(liaison).exclude(message__type="DATA_ERROR_REPORT").values_list("pk", "message__type")
    )
    by_type = dict(told[LEFT_FOR_LIAISON:])
    accepted = desk.accept(by_type, by=liaison)
    for pk, type_ in by_type.items():
        desk.answer(pk, result="MATCHED", by=liaison)
        if type_ == "HUKOU_CANCELLED":
            stopped = {"stopped_on": clock.today().isoformat()}
            desk.reply(pk, type_="BENEFIT_STOPPED_FEEDBACK", said=stopped, form=str(uuid7()), by=liaison)
    yield f"civil affairs gives {accepted} receipts on its page, and its answers"
