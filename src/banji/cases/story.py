"""The story of a case: steps, papers, notices with their proof of service, messages with their receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.accounts.roles import Role
from banji.cases.checks import say
from banji.cases.lawbook import lists
from banji.cases.models import Case, Notice, Service, Step
from banji.cases.procedure import FactKind, Mood, Procedure
from banji.cases.rows import CaseRows
from banji.exchange.catalogue import title_of
from banji.exchange.models import Delivery

LIFECYCLE = {
    "open": gettext_lazy("Case opened"),
    "hold": gettext_lazy("Put on hold"),
    "resume": gettext_lazy("Resumed"),
    "hand_over": gettext_lazy("Handed over"),
    "reopen": gettext_lazy("Opened again"),
}
ADDRESSEES = {
    "DECLARANT": gettext_lazy("the declarant"),
    "COMMITTEE": gettext_lazy("the committee"),
    "FAMILY": gettext_lazy("the family"),
}
TONES = {Mood.WAITING: "waiting", Mood.WORKING: "working", Mood.STOPPED: "overdue", Mood.DONE: "done"}
_NOT_SHOWN = {FactKind.REGISTRATION, FactKind.NOTICE, FactKind.ROW, FactKind.FILE}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story, as `{% timeline %}` shows it."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    tone: str = "waiting"
    icon: str = "circle-dot"
    links: tuple[tuple[str, str], ...] = ()


def story_of(case: Case, procedure: Procedure, rows: CaseRows) -> list[Event]:
    """All that happened, the newest first."""
    told = (*_steps(rows, procedure), *_papers(case, rows), *_notices(case, rows), *_messages(rows))
    return sorted(told, key=lambda event: event.at, reverse=True)


def _steps(rows: CaseRows, procedure: Procedure) -> Iterator[Event]:
    titles = {state.code: state for state in procedure.states}
    for step in rows.steps:
        moved = step.from_state != step.to_state and step.from_state
        entered = titles.get(step.to_state)
        text = [_("now: %(state)s") % {"state": entered.title}] if moved and entered else []
        yield Event(
            at=step.at,
            title=step_title(procedure, step.name),
            who=_who(step),
            text=" · ".join([*text, *_stated(procedure, step), *([step.reason] if step.reason else [])]),
            tone=TONES[entered.mood] if entered else "waiting",
            icon="route",
        )


def step_title(procedure: Procedure, name: str) -> str:
    if name in LIFECYCLE:
        return str(LIFECYCLE[name])
    return next((str(row.title) for row in procedure.steps if row.name == name), name)


def _who(step: Step) -> str:
    if step.actor_kind == "system":
        return _("the system")
    role = Role(step.role).label if step.role in Role.values else ""
    return f"{step.actor_name} · {role}" if role else step.actor_name


def _stated(procedure: Procedure, step: Step) -> Iterator[str]:
    """What the officer stated with the step, in the words it was asked in."""
    row = next((row for row in procedure.steps if row.name == step.name), None)
    for ask in row.asks if row else ():
        value = step.details.get(ask.name)
        if not value or ask.kind in _NOT_SHOWN:
            continue
        if ask.kind is FactKind.YES_NO:
            yield str(ask.title)
        else:
            yield f"{ask.title}: {dict(ask.choices).get(value, value)}"


def _papers(case: Case, rows: CaseRows) -> Iterator[Event]:
    for row in rows.evidence:
        name = say(lists().paper(row.paper).name)
        links = ((_("scan"), reverse("cases:evidence_file", args=[case.pk, row.pk])),) if row.file else ()
        title = _("Paper added: %(name)s") % {"name": name}
        text = " · ".join(
            part
            for part in (row.document_no, row.issuer, _("stated to be lost") if row.facts.get("lost") else "")
            if part
        )
        yield Event(row.recorded_from, title, row.added_by, text, "working", "file-text", links)
        if row.recorded_to:
            taken_back = _("Paper taken back: %(name)s") % {"name": name}
            yield Event(row.recorded_to, taken_back, tone="waiting", icon="x")


def _notices(case: Case, rows: CaseRows) -> Iterator[Event]:
    notices = {row.pk: row for row in rows.notices}
    for notice in notices.values():
        to = ADDRESSEES.get(notice.addressee_kind, notice.addressee_kind)
        title = _("Notice %(number)s to %(who)s") % {"number": notice.number, "who": to}
        text = notice.addressee + (f" · {_('withdrawn')}" if notice.recorded_to else "")
        yield Event(notice.recorded_from, title, text=text, tone="working", icon="message")
    for service in rows.services:
        yield _service(case, notices[service.notice_id], service)


def _service(case: Case, notice: Notice, service: Service) -> Event:
    proof = reverse("cases:service_proof", args=[case.pk, service.pk])
    said = [
        date_format(service.served_on),
        str(Service.Method(service.method).label),
        service.receiver,
        "、".join(service.witnesses),
        service.tracking_no,
        _("the month runs from %(day)s") % {"day": date_format(service.clock_from)},
        _("replaced by a later record") if service.recorded_to else "",
    ]
    return Event(
        at=service.recorded_from,
        title=_("Served: notice %(number)s to %(who)s") % {"number": notice.number, "who": notice.addressee},
        who=service.served_by,
        text=" · ".join(part for part in said if part),
        tone="waiting" if service.recorded_to else "done",
        icon="send",
        links=((_("proof of service"), proof),) if service.proof else (),
    )


def _messages(rows: CaseRows) -> Iterator[Event]:
    for message in rows.messages:
        sent = rows.deliveries_of[message.pk]
        text = "; ".join(f"{delivery.organisation}: {_receipt(delivery)}" for delivery in sent)
        done = all(d.state in {Delivery.State.PROCESSED, Delivery.State.CONFIRMED} for d in sent)
        title = _("Message: %(title)s") % {"title": say(title_of(message.type))}
        yield Event(
            message.created_at, title, message.created_by, text, "done" if done else "working", "send"
        )


def _receipt(delivery: Delivery) -> str:
    state = str(Delivery.State(delivery.state).label)
    at = delivery.processed_at or delivery.accepted_at or delivery.delivered_at or delivery.sent_at
    return f"{state} {date_format(at)}" if at else state
