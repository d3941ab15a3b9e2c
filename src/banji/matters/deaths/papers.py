"""The papers of the matter, drawn from the case's rows: both notices, proof of service, forms, the whole file. That the
registration was cancelled is proved by the register's own paper.

Law is quoted and papers are written in Chinese, whatever language the officer reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.cases.lawbook import lists, rules_of
from banji.cases.models import Case, Notice, Service, Step
from banji.cases.sheet import PURPOSE
from banji.documents import render
from banji.files.access import read
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound
from banji.identity import codes
from banji.law.sources import Citation, source
from banji.matters.deaths.effects import COMMITTEE, DECLARANT, NOTICE_KIND
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import NOTICE
from banji.matters.deaths.queries import cancellation_of, current_registration, signals_of
from banji.matters.deaths.sources import title
from banji.printing.models import IssuedPaper
from banji.register import access
from banji.register.papers.issuing import Need, issue_for_person
from banji.register.papers.kinds import CANCELLATION
from banji.register.papers.proofs import about

type Data = dict[str, Any]

FOLDER = "banji/matters/deaths/documents"
DECLARING = source("HUKOU_1958", "8")
STRENGTHS = {"A": "甲", "B": "乙", "C": "丙"}
QUESTIONS = (
    "你与被调查对象是什么关系？最后一次见到他（她）是什么时候？",
    "他（她）是什么时间、在什么地方、因什么原因去世的？",
    "遗体是怎样处理的？有哪些人参加或者知道？",
    "家属为什么没有申报注销户口？",
    "居民户口簿和居民身份证现在在哪里？",
)
COMMITTEE_PAPERS = (
    "该人员死亡情况的证明（写明死亡日期、地点和知悉途径）；",
    "申报义务人的姓名、关系和联系方式；没有亲属的，予以写明。",
)


def in_chinese(draw: Callable[[Case, Actor], bytes]) -> Callable[[Case, Actor], bytes]:
    def drawn(case: Case, by: Actor) -> bytes:
        with translation.override("zh-hans"):
            return draw(case, by)

    return drawn


def draw(name: str, data: Mapping[str, Any]) -> bytes:
    return render(f"{FOLDER}/{name}.typ", data)


def common(case: Case, by: Actor) -> Data:
    """What stands on every paper: printed when, by whom (the watermark), the station, the person, the law."""
    now = clock.now()
    station = case.station
    return {
        "printed_at": now.isoformat(timespec="seconds"),
        "watermark": {"user": by.name, "time": f"{now:%Y-%m-%d %H:%M}", "case": case.number},
        "number": case.number,
        "organ": (station.parent or station).name,
        "station": {
            "name": station.name,
            "address": station.address_text or "—",
            "phone": station.phone or "—",
            "hours": "",
        },
        "person": person_of(case),
        "legal_basis": [legal(DECLARING), legal(NOTICE)],
    }


def person_of(case: Case) -> Data:
    """Who the paper is about, with the whole number: printing is a recorded reading."""
    if case.person_id is None:
        return {"name": "—"}
    who = access.identity_for_message(case.person_id)
    home = current_registration(case.person_id)
    return {
        "name": who.name,
        "sex": codes.table("sex").name(who.sex, "zh") if who.sex else "",
        "birth_date": iso(who.birth_date),
        "citizen_id_no": who.citizen_id_no,
        "address": home.address_text,
    }


def legal(citation: Citation) -> Data:
    document = citation.source
    whole = Citation(document, None).cite("zh")
    quoted = citation.article is not None and citation.article.quoted
    return {
        "title": document.title.zh,
        "number": document.number,
        "article": citation.cite("zh").removeprefix(whole),
        "text": citation.text.zh if quoted else "",
        "repealed": citation.repealed_on(clock.today()),
    }


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def verify_url(code: str) -> str:
    return f"{settings.BANJI_PUBLIC_URL.rstrip('/')}/verify/{code}/"


def death_of(case: Case) -> Data:
    """The date as it was confirmed, else as the first source gave it; and who says so."""
    signals = signals_of(case)
    confirmed = _stated(case, "died_on")
    reported = next((iso(s.died_on) for s in signals if s.died_on), "")
    return {"date": confirmed or reported, "source": "；".join(dict.fromkeys(map(_said, signals))) or "—"}


def _said(signal: DeathSignal) -> str:
    return f"{title(signal.source)}（{signal.organisation}）" if signal.organisation else title(signal.source)


def _stated(case: Case, fact: str) -> str:
    rows = Step.objects.filter(case=case, recorded_to=None, details__has_key=fact).order_by("-seq")
    return str(rows.values_list("details", flat=True).first().get(fact, "")) if rows else ""  # type: ignore[union-attr]


def committee_of(case: Case) -> str:
    """The committee as the notice names it, else the one of the village, else the village itself."""
    notice = notice_to(case, COMMITTEE)
    if notice:
        return notice.addressee
    if case.village is None:
        return "村（居）民委员会"
    areas = Organisation.objects.filter(kind=Organisation.Kind.COMMITTEE, jurisdictions__area=case.village_id)
    found = areas.filter(jurisdictions__valid_to=None).first()
    return found.name if found else case.village.name


def notice_to(case: Case, addressee_kind: str) -> Notice | None:
    rows = Notice.objects.filter(case=case, kind=NOTICE_KIND, addressee_kind=addressee_kind, recorded_to=None)
    return rows.first()


def notice_data(case: Case, notice: Notice, by: Actor) -> Data:
    """One of the two notices."""
    rules = rules_of(case)
    demands = lists().one_of("deaths.declare", profile=case.profile, on=case.rules_on)
    declarant = notice_to(case, DECLARANT)
    relation = str(notice.data.get("declarant_relation") or "")
    return common(case, by) | {
        "number": notice.number,
        "issued_on": iso(notice.dated),
        "verify_url": verify_url(notice.verify_code),
        "death": death_of(case),
        "addressee": {"name": declarant.addressee, "relation": relation} if declarant else None,
        "committee": {"name": committee_of(case)},
        "term": rules.value("deaths.notice_period").text.zh,
        "last_day": iso(_last_day(case)),
        "papers": [demand.paper.name.zh for demand in demands],
        "committee_papers": list(COMMITTEE_PAPERS),
    }


def _last_day(case: Case) -> date | None:
    """The last day of the month, once both notices are served."""
    days = _served_days(case)
    if not days or None in days:
        return None
    begun = max(day for day in days if day)
    return rules_of(case).deadline("deaths.notice_period", begun).due_on


def _served_days(case: Case) -> list[date | None]:
    notices = Notice.objects.filter(case=case, kind=NOTICE_KIND, recorded_to=None)
    served = dict(
        Service.objects.filter(notice__in=notices, recorded_to=None).values_list("notice_id", "clock_from")
    )
    return [served.get(notice.pk) for notice in notices]


@in_chinese
def notice_declarant(case: Case, by: Actor) -> bytes:
    return draw("notice_declarant", notice_data(case, _need(case, DECLARANT), by))


@in_chinese
def notice_committee(case: Case, by: Actor) -> bytes:
    return draw("notice_committee", notice_data(case, _need(case, COMMITTEE), by))


def _need(case: Case, addressee_kind: str) -> Notice:
    found = notice_to(case, addressee_kind)
    if found is None:
        raise LookupError(f"{case.number} has no notice to {addressee_kind}")
    return found


def service_proof(addressee_kind: str) -> Callable[[Case, Actor], bytes]:
    """The 送达回证 of one notice: filled in once its service is recorded, else the blank form to take along."""

    @in_chinese
    def drawn(case: Case, by: Actor) -> bytes:
        notice = _need(case, addressee_kind)
        role = "申报义务人" if addressee_kind == DECLARANT else "村（居）民委员会"
        data = common(case, by) | {
            "number": notice.number,
            "verify_url": verify_url(notice.verify_code),
            "document": {"title": "死亡户口注销告知书", "number": notice.number},
            "recipient": {"name": notice.addressee, "role": role, "address": ""},
        }
        service = Service.objects.filter(notice=notice, recorded_to=None).first()
        return draw("service_proof", data | ({"service": _service(service)} if service else {}))

    return drawn


METHODS = {
    Service.Method.IN_PERSON.value: "直接送达",
    Service.Method.LEFT.value: "留置送达",
    Service.Method.POST.value: "邮寄送达",
    Service.Method.PUBLIC.value: "公告送达",
}


def _service(service: Service) -> Data:
    return {
        "method": METHODS[service.method],
        "served_on": iso(service.served_on),
        "received_by": service.receiver,
        "refused_reason": "拒绝签收，留置送达。" if service.refused else "",
        "witnesses": service.witnesses,
        "servers": [service.served_by],
        "note": f"挂号信 {service.tracking_no}" if service.tracking_no else "",
    }


@in_chinese
def committee_proof(case: Case, by: Actor) -> bytes:
    return draw("committee_proof", common(case, by) | {"committee": {"name": committee_of(case)}})


@in_chinese
def investigation_record(case: Case, by: Actor) -> bytes:
    data = common(case, by) | {
        "officers": [{"name": by.name, "badge_no": "　　　　"}],
        "opened_on": iso(case.opened_at.astimezone(clock.CITY_TIME).date()),
        "death": death_of(case),
        "signals": [_signal(signal) for signal in signals_of(case)],
        "questions": list(QUESTIONS),
    }
    return draw("investigation_record", data)


def _signal(signal: DeathSignal) -> Data:
    known = {paper.id: paper.name.zh for paper in lists().papers()}
    document = known.get(signal.document_type, "")
    return {
        "source": _said(signal),
        "date": iso(signal.died_on),
        "document": f"{document} {signal.document_no}".strip() or signal.said_by,
        "strength": STRENGTHS[signal.strength],
    }


def cancellation_proof(case: Case, by: Actor) -> bytes:
    """The register's own proof that this case has ended the registration: issued when it is first asked for, here or on the
    page of the person. Raises `NotFound` for whoever prints no papers where the person was registered."""
    event = cancellation_of(case)
    if event is None:
        raise NotFound(_("This case has cancelled nothing."))
    standing = IssuedPaper.objects.filter(
        kind=CANCELLATION.name, person_id=event.person_id, about=about(event), recorded_to=None
    )
    issued = standing.select_related("file").first() or issue_for_person(
        event.person_id, CANCELLATION.name, Need(by, PURPOSE, case.number)
    )
    return read(issued.file, by=by, persons=[event.person_id], purpose=PURPOSE, case_no=case.number)
