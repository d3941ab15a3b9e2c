"""What the steps of the procedure do to the register, the notices and the departments, inside the step's own act."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.cases import notices
from banji.cases.alarms import ask_for_head, raise_alarm
from banji.cases.models import Case, Notice, Service, Step
from banji.cases.runner import Taking
from banji.exchange import catalogue, outbox
from banji.files.models import StoredFile
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.matters.deaths.queries import (
    cancellation_of,
    current_registration,
    has_second_generation_card,
    signals_of,
)
from banji.register import access, operations, revoking
from banji.register.models import HeadTask

NOTICE_KIND = "death_notice"
# Given to the family up to the day on which the proof of the register took its place: those given are still verified, and
# withdrawn with the cancellation.
CERTIFICATE_KIND = "cancellation_certificate"
DECLARANT, COMMITTEE = "DECLARANT", "COMMITTEE"
# What a source is asked to look into; never who says otherwise.
CONTRADICTED = "关于此人死亡的信息互相矛盾。请核对贵单位报送的身份信息和死亡日期，更正后重新报送。"
SOMEBODY_ELSE = "贵单位报送的死亡信息，经核实不是此人。请核对来源数据，更正后重新报送。"


def ask_the_sources(taking: Taking) -> None:
    """Both sources are asked; nothing else moves."""
    _tell_sources(taking, "DATA_ERROR_REPORT", {"question": CONTRADICTED})


def report_no_match(taking: Taking) -> None:
    """The signals meant somebody else: they leave the case, and their sources are told."""
    _tell_sources(taking, "DATA_ERROR_REPORT", {"question": SOMEBODY_ELSE})
    for signal in signals_of(taking.case):
        taking.act.close(signal)


def withdraw_signal(taking: Taking) -> None:
    """One source was wrong: its signal leaves the case, and what it said no longer contradicts the others."""
    wanted = str(taking.facts["signal"])
    signal = next((s for s in signals_of(taking.case) if str(s.pk) == wanted), None)
    if signal is None:
        raise Refused(_("There is no such signal on this case."))
    taking.act.close(signal)


def correct_departments(taking: Taking) -> None:
    """Alive: the sign of life is kept, and every department that sent the signal is told the same day."""
    person_id = _person(taking.case)
    seen_on = taking.facts["seen_on"]
    if not isinstance(seen_on, date) or seen_on > taking.today:
        raise Refused(_("The day on which the person was seen lies in the future."))
    operations.note_sign_of_life(
        person_id=person_id,
        kind="VERIFIED_VISIT",
        happened_on=seen_on,
        source=taking.case.number,
        by=taking.by,
    )
    _tell_sources(taking, "ALIVE_CORRECTION", {"seen_on": seen_on.isoformat()})
    if not has_second_generation_card(person_id):
        _alarm(
            taking,
            "HOME_SERVICE_NEEDED",
            _("Alive, without a second-generation card: offer to make one at home."),
        )


def issue_notices(taking: Taking) -> None:
    """Two numbered notices; without a declarant the committee takes the place (or a public display since 2021)."""
    committee = (COMMITTEE, str(taking.facts["committee"]))
    declarant = str(taking.facts.get("declarant") or "")
    addressees = [(DECLARANT, declarant), committee] if declarant else [committee]
    data = {key: str(taking.facts.get(key) or "") for key in ("declarant_relation",)}
    notices.issue(
        taking.case,
        kind=NOTICE_KIND,
        addressees=addressees,
        source=taking.row.source,
        data=data,
        this=taking.act,
    )


def record_service(taking: Taking) -> None:
    """How one notice was served; the month runs from the later of both."""
    facts = taking.facts
    served_on, proof = facts["served_on"], facts.get("proof")
    if not isinstance(served_on, date):
        raise Refused(_("The day of service is not a date."))
    witnesses = tuple(str(facts[key]) for key in ("first_witness", "second_witness") if facts.get(key))
    served = notices.Served(
        method=str(facts["method"]),
        served_on=served_on,
        receiver=str(facts.get("receiver") or ""),
        refused=facts["method"] == Service.Method.LEFT,
        witnesses=witnesses,
        tracking_no=str(facts.get("tracking_no") or ""),
        proof=proof if isinstance(proof, StoredFile) else None,
    )
    notices.record_service(taking.case, int(str(facts["notice"])), served, by=taking.by, this=taking.act)


def cancel(taking: Taking) -> None:
    """Close the registration on both axes, void the card, tell the departments."""
    case, person_id = taking.case, _person(taking.case)
    died_on = _died_on(taking)
    done = operations.cancel_death(
        person_id=person_id,
        died_on=died_on,
        reason=str(taking.row.title),
        case_no=case.number,
        by=taking.by,
        seen_registration_id=_seen_registration(taking),
    )
    for task in HeadTask.objects.filter(household=done.details["household"], recorded_to=None):
        ask_for_head(task, this=taking.act)
    identity = access.identity_for_message(person_id)
    payload = {
        **identity.as_payload(),
        "died_on": died_on.isoformat(),
        "cancelled_on": taking.today.isoformat(),
    }
    _tell(taking, "HUKOU_CANCELLED", payload)


def restore(taking: Taking) -> None:
    """A wrong cancellation is revoked: the same number, and everybody who was told is told again. What was built on it
    meanwhile is settled as the officer picked (`returns`), or the step is refused and says what stands on it."""
    person_id = _person(taking.case)
    event = cancellation_of(taking.case)
    if event is None:
        raise Refused(_("This case has cancelled nothing that could be restored."))
    way = str(taking.facts.get("returns") or revoking.AS_BEFORE)
    operations.restore(
        person_id=person_id,
        revokes=event.pk,
        reason=taking.reason or str(taking.row.title),
        case_no=taking.case.number,
        by=taking.by,
        **revoking.settled(way, operations.prospect(event.pk)),
    )
    for certificate in Notice.objects.filter(case=taking.case, kind=CERTIFICATE_KIND, recorded_to=None):
        taking.act.close(certificate)
    identity = access.identity_for_message(person_id)
    _tell(taking, "ALIVE_CORRECTION", {**identity.as_payload(), "seen_on": taking.today.isoformat()})


def _died_on(taking: Taking) -> date:
    """The date stated with this step, else the one in the draft."""
    stated = taking.facts.get("died_on")
    if isinstance(stated, date):
        return stated
    drafted = _drafted(taking).get("died_on")
    if not drafted:
        raise Refused(_("The date of death is missing."), rule=source("PLAN_2017", "三(三)2").cite())
    return date.fromisoformat(drafted)


def _seen_registration(taking: Taking) -> int:
    """The registration the officer had before him, else the drafting officer had, else the present one."""
    seen = taking.facts.get("registration") or _drafted(taking).get("registration")
    return int(str(seen)) if seen else current_registration(_person(taking.case)).pk


def _drafted(taking: Taking) -> dict[str, str]:
    """What the last draft of the cancellation states."""
    drafts = Step.objects.filter(case=taking.case, name="draft_cancellation", recorded_to=None)
    return drafts.order_by("-seq").values_list("details", flat=True).first() or {}


def _tell_sources(taking: Taking, type_: str, payload: dict[str, str]) -> None:
    """Tell every department whose signal stands on the case, each only about its own."""
    senders = {signal.organisation for signal in signals_of(taking.case) if signal.organisation}
    organisations = {sender for sender in senders if catalogue.entry_for(type_, sender)}
    for sender in senders - organisations:
        said = _("%(sender)s cannot be told through the platform: tell it by letter or telephone.")
        _alarm(taking, "TELL_BY_HAND", said % {"sender": sender})
    if not organisations:
        return
    identity = access.identity_for_message(_person(taking.case))
    _tell(taking, type_, {**identity.as_payload(), **payload}, to=sorted(organisations, key=lambda o: o.pk))


def _tell(
    taking: Taking, type_: str, payload: dict[str, str], *, to: list[Organisation] | None = None
) -> None:
    person_id = _person(taking.case)
    outbox.tell(
        type_,
        subject_ref=f"person:{person_id}",
        order_key=f"person:{person_id}",
        payload=payload,
        case_no=taking.case.number,
        by=taking.by,
        this=taking.act,
        to=to,
    )


def _alarm(taking: Taking, kind: str, text: str) -> None:
    raise_alarm(
        kind, subject=("case", taking.case.pk), text=text, station=taking.case.station, this=taking.act
    )


def _person(case: Case) -> UUID:
    if case.person_id is None:
        raise Refused(_("Nobody in the register stands behind this case yet."))
    return case.person_id
