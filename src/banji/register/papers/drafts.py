"""What stands on each paper, gathered from the rows: its template, its data, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses import scope
from banji.documents import render
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.identity.masking import mask_name
from banji.printing.kinds import PaperKind
from banji.printing.operations import Mark, Paper
from banji.register.access.printing import whole_number
from banji.register.models import Registration
from banji.register.papers import words
from banji.register.queries.records import Record

type Data = dict[str, Any]

FOLDER = "banji/register/papers/documents"


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper before it is issued. Where several are drawn in one go, `data["pages"]` are those after the first."""

    template: str
    data: Data
    papers: list[Paper] = field(default_factory=list)

    def drawn(self, marks: Sequence[Mark], by: Actor) -> bytes:
        """The PDF: with numbers and codes once it is issued, else crossed with the word that it is none."""
        now = clock.now()
        mark = {"user": by.name, "time": f"{now:%Y-%m-%d %H:%M}", "case": "" if marks else "预览，不作凭证"}
        data = self.data | {"printed_at": now.isoformat(timespec="seconds"), "watermark": mark, "number": ""}
        if marks:
            data |= marks[0].as_data
            pages = zip(self.data.get("pages", ()), marks[1:], strict=False)
            data |= {"pages": [page | one.as_data for page, one in pages]}
        return render(f"{FOLDER}/{self.template}.typ", data)


def station_of(village_id: int) -> Organisation:
    """The station that answers for a village today: it issues the paper. Raises `Refused`."""
    station = scope.station_for(village_id, clock.today())
    if station is None:
        raise Refused(
            _("No police station answers for this village."),
            remedy=_("Ask the administrator to give the village to a station."),
            code="no_station",
        )
    return station


def heading(station: Organisation, by: Actor) -> Data:
    """What stands on every paper: who issues it."""
    return {
        "organ": (station.parent or station).name,
        "station": {
            "name": station.name,
            "address": station.address_text or "—",
            "phone": station.phone or "—",
        },
        "officer": by.name,
        "issued_on": "",
    }


def person_of(record: Record) -> Data:
    """A person as he stands on a proof, with the whole number."""
    who, home = record.who, record.now or record.home
    return {
        "name": record.name,
        "sex": words.named("sex", who.sex) if who and who.sex else "",
        "ethnicity": words.named("ethnicity", who.ethnicity) if who and who.ethnicity else "",
        "birth_date": words.iso(who.birth_date) if who else "",
        "citizen_id_no": whole_number(who.number) if who else "",
        "address": home.address_text if home else "",
    }


def registration_of(record: Record) -> Registration:
    """The registration of today, or the last one. Raises `Refused` for somebody who never had one."""
    found = record.now or record.home
    if found is None:
        raise Refused(_("Not registered yet."), code="no_such_paper")
    return found


def paper_for(
    kind: PaperKind,
    record: Record,
    station: Organisation,
    rests_on: Data,
    *,
    about: str = "",
    valid_until: date | None = None,
    certificate_no: str = "",
) -> Paper:
    return Paper(
        kind=kind.name,
        station_id=station.pk,
        station=station.name,
        person_id=record.person_id,
        about=about,
        valid_until=valid_until,
        shown={"name": mask_name(record.name)}
        | ({"certificate_no": certificate_no} if certificate_no else {}),
        rests_on=rests_on,
    )
