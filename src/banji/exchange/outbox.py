"""Telling: a message and its deliveries are written in the act's own transaction (law 5 of the house).

with act("register.cancel_death", …) as this:
    …
    tell("HUKOU_CANCELLED", subject_ref=…, order_key=…, payload={…}, case_no=…, by=by, this=this)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.accounts.queries import valid_on
from banji.audit.acts import Act
from banji.audit.canonical import canonical, keyed
from banji.exchange import catalogue, reactions
from banji.exchange.envelopes import place_of_message, seal, sealing_key
from banji.exchange.models import Delivery, Message
from banji.foundation import jobs
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

DELIVER_JOB = "exchange.deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One thing to be told. `order_key` names what the order of messages is kept for; `to=None` is everybody whom
    the catalogue names, else exactly these; rooms inside hear of it either way, unless it goes one way `only`
    (`catalogue.INSIDE`, `catalogue.OUT`)."""

    subject_ref: str
    order_key: str
    payload: Mapping[str, Any]
    case_no: str = ""
    to: Sequence[Organisation] | None = None
    only: str = ""
    replaces: Message | None = None
    reply_to: Message | None = None


def tell(
    type_: str,
    *,
    subject_ref: str,
    order_key: str,
    payload: Mapping[str, Any],
    case_no: str,
    by: Actor,
    this: Act,
    to: list[Organisation] | None = None,
    replaces: Message | None = None,
    reply_to: Message | None = None,
) -> Message:
    """Tell one thing. Refused when the catalogue has no entry for the type, a receiver or a field."""
    telling = Telling(
        subject_ref=subject_ref,
        order_key=order_key,
        payload=payload,
        case_no=case_no,
        to=to,
        replaces=replaces,
        reply_to=reply_to,
    )
    return tell_all(type_, [telling], by=by, this=this)[0]


def tell_all(type_: str, tellings: Sequence[Telling], *, by: Actor, this: Act) -> list[Message]:
    """Tell many things of one type in one go; their order is kept."""
    if not tellings:
        return []
    places = _places(telling.order_key for telling in tellings)
    messages = []
    for telling in tellings:
        places[telling.order_key] += 1
        message = _message(type_, telling, seq=places[telling.order_key])
        message.created_at, message.created_by = this.now, by.name
        messages.append(message)
    everybody = subscribers(type_, this) if any(telling.to is None for telling in tellings) else []
    deliveries = [
        delivery
        for message, telling in zip(messages, tellings, strict=True)
        for delivery in _deliveries(message, telling, everybody, this)
    ]
    Message.objects.bulk_create(messages, batch_size=2000)
    Delivery.objects.bulk_create(deliveries, batch_size=5000)
    jobs.soon(DELIVER_JOB)
    return messages


def subscribers(type_: str, this: Act) -> list[Organisation]:
    """Whom a message goes to by the catalogue: the head of each department, and who asked for an optional one.

    A department with offices below it gets one message, at its head: who passes it on inside is its own matter.
    """
    found: dict[int, Organisation] = {}
    alive = Organisation.objects.filter(valid_on(this.now.date()))
    asked = alive.filter(endpoint__optional_types__contains=[type_])
    heads = alive.exclude(parent__department=F("department"), parent__valid_to=None)
    for entry in catalogue.entries_of(type_, catalogue.OUT):
        named = heads.filter(_named(entry.receivers)) | asked.filter(_named(entry.if_asked))
        found |= {organisation.pk: organisation for organisation in named}
    return [found[pk] for pk in sorted(found)]


def _named(codes: Sequence[str]) -> Q:
    return Q(department__in=codes) | Q(kind__in=codes)


def _ways(type_: str, only: str) -> tuple[catalogue.Entry, ...]:
    directions = (only,) if only else (catalogue.OUT, catalogue.INSIDE)
    ways = tuple(entry for direction in directions for entry in catalogue.entries_of(type_, direction))
    if not ways:
        raise Refused(
            _("The catalogue of shared data has no entry %(type)s: nothing leaves.") % {"type": type_},
            rule="exchange/catalogue.yaml",
            remedy=_("Add an entry with purpose, legal basis and fields."),
            code="no_entry",
        )
    return ways


def _places(keys: Iterable[str]) -> dict[str, int]:
    """The last number given to each order key. Two writers about one subject wait for each other here, so that the
    order of numbers is the order of commits."""
    wanted = Counter(keys)
    jobs.lock_each("exchange.order", wanted)
    rows = Message.objects.filter(order_key__in=wanted).values("order_key").annotate(last=Max("seq"))
    return dict.fromkeys(wanted, 0) | {row["order_key"]: row["last"] for row in rows}


def _message(type_: str, telling: Telling, *, seq: int) -> Message:
    """The message with what any of its receivers may see; nothing more is kept."""
    ways, payload = _ways(type_, telling.only), telling.payload
    catalogue.require_known_fields(type_, payload)
    allowed = frozenset[str]().union(*(way.allowed for way in ways))
    kept = {field: value for field, value in payload.items() if field in allowed}
    message = Message(
        type=type_,
        purpose_code=ways[0].purpose_code,
        legal_basis=ways[0].source.id,
        subject_ref=telling.subject_ref,
        order_key=telling.order_key,
        seq=seq,
        key_version=sealing_key(),
        case_no=telling.case_no,
        replaces=telling.replaces,
        reply_to=telling.reply_to,
    )
    message.payload = seal(kept, place=place_of_message(message.id))
    message.digest = keyed()(canonical([message.id, type_, telling.subject_ref, kept]))
    return message


def _deliveries(
    message: Message, telling: Telling, everybody: Sequence[Organisation], this: Act
) -> Iterable[Delivery]:
    told = () if telling.only == catalogue.INSIDE else everybody if telling.to is None else telling.to
    for organisation in told:
        _must_be_allowed(message.type, organisation, telling.payload)
        yield Delivery(
            message=message,
            receiver=f"department:{organisation.pk}",
            organisation=organisation,
            not_before=this.now,
        )
    for name in () if telling.only == catalogue.OUT else reactions.names_for(message.type):
        yield Delivery(message=message, receiver=f"inside:{name}", not_before=this.now)


def _must_be_allowed(type_: str, organisation: Organisation, payload: Mapping[str, Any]) -> None:
    entry = catalogue.entry_for(type_, organisation)
    if entry is None:
        said = _("The catalogue of shared data does not allow %(type)s to %(receiver)s.")
        raise Refused(
            said % {"type": type_, "receiver": organisation}, rule="exchange/catalogue.yaml", code="no_entry"
        )
    if missing := sorted(set(entry.fields) - payload.keys()):
        said = _("%(type)s to %(receiver)s lacks %(fields)s.")
        raise Refused(
            said % {"type": type_, "receiver": organisation, "fields": ", ".join(missing)},
            rule="exchange/catalogue.yaml",
            code="missing_field",
        )
