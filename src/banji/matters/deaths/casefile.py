"""卷宗: the whole case as one PDF, from the same rows as the case page."""

from __future__ import annotations

from banji.accounts.models import Organisation, Post
from banji.accounts.roles import Role
from banji.audit.readings import EXPORTED, OPENED, PRINTED, REVEALED, SEARCHED, Reading, readings_of
from banji.cases.lawbook import lists, rules_of
from banji.cases.models import Case, Evidence, Notice, Service, Step
from banji.cases.story import step_title
from banji.cases.views import view_of
from banji.exchange.catalogue import title_of
from banji.exchange.models import Delivery, Message
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.matters.deaths.effects import NOTICE_KIND
from banji.matters.deaths.papers import METHODS, Data, common, death_of, draw, in_chinese, iso
from banji.matters.deaths.procedure import PROCEDURE
from banji.matters.deaths.rules import notice_clock

READINGS = {
    OPENED: "查看",
    SEARCHED: "检索、列表中查看",
    REVEALED: "显示完整号码",
    PRINTED: "打印文书",
    EXPORTED: "导出",
}


@in_chinese
def case_file(case: Case, by: Actor) -> bytes:
    data = common(case, by)
    rules = rules_of(case)
    closed = case.closed_at.astimezone(clock.CITY_TIME).date() if case.closed_at else None
    return draw(
        "case_file",
        data
        | {
            "title": str(PROCEDURE.title),
            "state": str(PROCEDURE.state(case.state).title),
            "opened_on": iso(case.opened_at.astimezone(clock.CITY_TIME).date()),
            "closed_on": iso(closed),
            "profile": f"{rules.title.zh}（{iso(case.rules_on)}）",
            "responsible": _responsible(case),
            "death": death_of(case),
            "steps": [_step(step) for step in case.steps.filter(recorded_to=None).order_by("seq")],
            "evidence": _evidence(case),
            "notices": _notices(case),
            "clock": _clock(case),
            "messages": _messages(case),
            "trail": _trail(case),
        },
    )


def _responsible(case: Case) -> str:
    if case.post:
        return str(Post.objects.select_related("organisation").get(pk=case.post.pk))
    last = case.steps.filter(actor_kind="officer").order_by("-seq").first()
    return last.actor_name if last else case.station.name


def _step(step: Step) -> Data:
    row = next((row for row in PROCEDURE.steps if row.name == step.name), None)
    states = {state.code: str(state.title) for state in PROCEDURE.states}
    return {
        "at": step.at.astimezone(clock.CITY_TIME).isoformat(),
        "name": step_title(PROCEDURE, step.name),
        "from": states.get(step.from_state, "—"),
        "to": states.get(step.to_state, step.to_state),
        "by": "系统" if step.actor_kind == "system" else step.actor_name,
        "source": row.source.cite("zh") if row else "",
        "note": step.reason,
    }


def _evidence(case: Case) -> list[Data]:
    rows = Evidence.objects.filter(case=case, recorded_to=None).select_related("file").order_by("id")
    return [
        {
            "name": lists().paper(row.paper).name.zh + ("（已注明遗失）" if row.facts.get("lost") else ""),
            "strength": "",
            "number": row.document_no,
            "from": row.issuer or lists().paper(row.paper).issuer.zh,
            "added_by": row.added_by,
            "added_at": row.recorded_from.astimezone(clock.CITY_TIME).isoformat(),
            "sha": bytes(row.file.digest).hex() if row.file else "",
        }
        for row in rows
    ]


def _notices(case: Case) -> list[Data]:
    services = {s.notice_id: s for s in Service.objects.filter(notice__case=case, recorded_to=None)}
    rows = Notice.objects.filter(case=case, kind=NOTICE_KIND).order_by("id")
    return [_notice(row, services.get(row.pk)) for row in rows]


def _notice(notice: Notice, service: Service | None) -> Data:
    said: Data = {
        "number": notice.number,
        "title": "死亡户口注销告知书" + ("（已撤回）" if notice.recorded_to else ""),
        "recipient": notice.addressee,
        "issued_on": iso(notice.dated),
    }
    if service is None:
        return said
    witnesses = "、".join(service.witnesses)
    received = f"拒收，见证人{witnesses}" if service.refused else service.receiver
    return said | {
        "method": METHODS[service.method],
        "served_on": iso(service.served_on),
        "received_by": received,
        "proof": service.tracking_no,
    }


def _clock(case: Case) -> Data:
    view = view_of(case, PROCEDURE, today=clock.today())
    begun = notice_clock(view)
    if begun is None:
        return {}
    found = rules_of(case).deadline("deaths.notice_period", begun)
    return {"starts_on": iso(begun), "due_on": iso(found.due_on), "act_from": iso(found.act_from)}


def _messages(case: Case) -> list[Data]:
    messages = Message.objects.filter(order_key=f"person:{case.person_id}", case_no=case.number)
    deliveries = Delivery.objects.filter(message__in=messages, organisation__isnull=False)
    return [
        {
            "type": title_of(row.message.type).zh,
            "to": str(row.organisation),
            "sent_at": row.sent_at.astimezone(clock.CITY_TIME).isoformat() if row.sent_at else "",
            "receipt": str(Delivery.State(row.state).label),
        }
        for row in deliveries.select_related("message", "organisation").order_by("id")
    ]


def _trail(case: Case) -> list[Data]:
    if case.person_id is None:
        return []
    readings = [r for r in readings_of(case.person_id) if r.case_no == case.number]
    units = Organisation.objects.in_bulk({r.organisation_id for r in readings if r.organisation_id})
    return [_reading(r, units) for r in reversed(readings)]


def _reading(reading: Reading, units: dict[int, Organisation]) -> Data:
    role = str(Role(reading.role).label) if reading.role in Role.values else ""
    unit = units.get(reading.organisation_id or 0)
    return {
        "at": reading.at.astimezone(clock.CITY_TIME).isoformat(),
        "who": reading.actor_name,
        "post": f"{unit.name if unit else ''}{role}",
        "act": READINGS.get(reading.what, reading.what),
        "purpose": "办理本案",
    }
