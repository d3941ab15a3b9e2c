"""The migration certificate (户口迁移证) lost or expired: issued again by whoever issued it (国办发〔2015〕96号 二(六);
公通字〔2021〕12号 Art 47), and asked for when somebody comes back on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.register.lawful import limit
from banji.register.models import RegisterEvent, Registration
from banji.register.operations.entering import Book, entering
from banji.register.queries.certificates import Certificate, certificates

_Kind, _Status = RegisterEvent.Kind, Registration.Status
VALIDITY = "migration.certificate_validity"
_AGAIN = source("NORM_2021", "47")


def issue_certificate_again(
    *,
    persons: Sequence[UUID],
    certificate_no: str,
    reason: str,
    by: Actor,
    seen: Mapping[UUID, int],
    valid_until: date | None = None,
    case_no: str = "",
) -> list[RegisterEvent]:
    """The certificate of those who moved out on it has a new number and a new last day (`valid_until`, else that of the
    profile) from today; nobody's registration changes by it. What was printed under the number before is good for nothing.

    It is undone by issuing it once more: who holds the paper cannot be made not to have got it. Raises `Refused`.
    """
    with entering(
        "register.issue_certificate_again", by=by, persons=sorted(persons), case_no=case_no
    ) as book:
        until = valid_until or limit(VALIDITY, book.today, on=book.today).due_on
        said = {"certificate_no": certificate_no.strip(), "valid_until": until.isoformat()}
        if not (said["certificate_no"] and reason.strip()):
            raise Refused(_("Say the new number, and why it is issued again."), code="no_reason")
        events = []
        for person in persons:
            book.seen(person, seen.get(person))
            first, last = _before(book, person, said["certificate_no"])
            named = {"moved_out": str(first.pk), "replaces": str(last.pk)}
            event = book.enter(_Kind.REISSUE, person, book.today, reason=reason, details=named | said)
            events.append(event)
        return events


def _before(book: Book, person: UUID, number: str) -> tuple[RegisterEvent, RegisterEvent]:
    """The moving out, and the event that gave the certificate which this number takes the place of."""
    known = certificates_of(book, person)
    if not known:
        raise Refused(
            _("This person has not moved out on a certificate of this city."),
            rule=_AGAIN.cite(),
            remedy=_("Whoever issued the certificate issues it again."),
            code="no_certificate",
        )
    if any(same(number, earlier.number) for earlier in known):
        raise Refused(_("A certificate issued again has a new number."), code="same_number")
    return known[0].event, known[-1].event


def certificates_of(book: Book, person: UUID) -> list[Certificate]:
    """Those on which somebody is on the way, the one that is good now last; none of whom an earlier register handed
    over so, or who is not on the way."""
    now, chain = book.registration(person), book.chain(Registration, person)
    if now is None or now.values["status"] != _Status.IN_TRANSIT:
        return []
    moved_out = next((e for e in chain.events if e.pk == now.source and e.kind == _Kind.MOVE_OUT), None)
    return certificates(moved_out, chain.events) if moved_out else []


def check_certificate(book: Book, person: UUID, number: str, until: date | None, on: date) -> None:
    """May somebody who arrived on this day move in on this certificate? Of one of this city the register knows which
    number is good now, and until when. Raises `Refused`."""
    if number and (known := certificates_of(book, person)):
        _is_the_one(number, known)
        until = known[-1].valid_until
    if until is not None and on > until:
        raise Refused(
            _("The migration certificate was valid until {day}.").format(day=date_format(until)),
            rule=_AGAIN.cite(),
            remedy=_("Ask whoever issued it to issue it again; nobody loses his registration by that."),
            code="certificate_expired",
        )


def _is_the_one(number: str, known: Sequence[Certificate]) -> None:
    *earlier, now = known
    if same(number, now.number):
        return
    if any(same(number, one.number) for one in earlier):
        raise Refused(
            _("The migration certificate {number} is void: it was issued again on {day} under {new}.").format(
                number=number, day=date_format(now.event.event_date), new=now.number
            ),
            rule=_AGAIN.cite(),
            remedy=_("Have the later certificate shown, and note its number."),
            code="certificate_replaced",
        )
    raise Refused(
        _("This person has moved out on another certificate: {number}.").format(number=now.number),
        rule=source("HUKOU_1958", "13").cite(),
        remedy=_("Compare the number with the paper."),
        code="other_certificate",
    )


def same(one: str, other: str) -> bool:
    """The same number, however it was typed."""
    return one.strip().upper() == other.strip().upper()
