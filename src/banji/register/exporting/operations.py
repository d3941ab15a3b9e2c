"""Asking for a list of persons, deciding about it, fetching it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from banji.addresses import scope
from banji.addresses.paths import Paths
from banji.audit.acts import act
from banji.audit.models import AuditSubject
from banji.audit.readings import EXPORTED, record_reading
from banji.foundation import clock, counters, jobs
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.exporting import people, queries, rights, steps
from banji.register.exporting.models import ExportRequest, ExportStep
from banji.register.exporting.passwords import password_of
from banji.register.exporting.people import Wanted

MAKE = "exporting.make"
Kind = ExportStep.Kind


def ask(
    *,
    villages: Collection[int],
    purpose: str,
    reason: str,
    by: Actor,
    age_from: int | None = None,
    age_to: int | None = None,
    whole_numbers: bool = False,
    numbers_reason: str = "",
) -> ExportRequest:
    """Ask for the people of one's own villages. Raises `Refused`: beyond one's area, too many, without a reason."""
    if not by.is_officer or by.role not in rights.ASK or by.organisation_id is None:
        raise Refused(_("Lists are for the stations that work with them."), rule=rights.NO_BULK)
    reason, numbers_reason = _said(reason), numbers_reason.strip()
    if whole_numbers and not numbers_reason:
        raise Refused(
            _("Say why whole citizen numbers are needed."),
            rule="domain 7.4",
            remedy=_("Masked numbers tell people of one name apart."),
        )
    today = clock.today()
    chosen = tuple(sorted(set(villages)))
    if not chosen:
        raise Refused(_("Choose at least one village."))
    if not set(chosen) <= scope.villages_of(by, today):
        raise Refused(_("A list has people of your own area only."), rule=rights.NO_BULK, code="outside")
    wanted = Wanted(chosen, age_from, age_to)
    count = _not_too_many(people.count(wanted, by, today))
    with act("exporting.ask", by=by, purpose=reason) as this:
        (n,) = counters.take(f"EXPORT-{today.year}")
        paths = Paths(chosen)
        request = ExportRequest.objects.create(
            number=f"EXPORT-{today.year}-{n}",
            asked_by={**asdict(by), "kind": str(by.kind)},
            account_id=by.id,
            name=by.name,
            organisation_id=by.organisation_id,
            villages=list(chosen),
            places="、".join(paths.full_name(village) for village in chosen),
            purpose=purpose,
            reason=reason,
            age_from=age_from,
            age_to=age_to,
            whole_numbers=whole_numbers,
            numbers_reason=numbers_reason,
            people=count,
            asked_at=this.now,
        )
        steps.add(this, request, Kind.ASKED, by=by, reason=reason)
        this.after = {"villages": list(chosen), "people": count, "whole_numbers": whole_numbers}
    return request


def _not_too_many(count: int) -> int:
    if not count:
        raise Refused(_("Nobody is registered there who would be on the list."))
    if count > settings.BANJI_EXPORT_MOST:
        raise Refused(
            _("{count} people would be on the list; at most {most} may be.").format(
                count=count, most=settings.BANJI_EXPORT_MOST
            ),
            rule=rights.NO_BULK,
            remedy=_("Choose fewer villages, or only the ages that the work is about."),
            code="too_many",
        )
    return count


def approve(request_id: UUID, *, reason: str, by: Actor, whole_numbers: bool = False) -> ExportRequest:
    """Let the list be made. Whole numbers only if they were asked for and the approver says so himself."""
    with act("exporting.approve", by=by) as this:
        request = _decidable(request_id, by)
        whole = whole_numbers and request.whole_numbers
        steps.add(this, request, Kind.APPROVED, by=by, reason=_said(reason), details={"whole_numbers": whole})
        jobs.enqueue_named(MAKE, one_at_a_time=f"export:{request.pk}", request_id=str(request.pk))
    return request


def refuse(request_id: UUID, *, reason: str, by: Actor) -> ExportRequest:
    with act("exporting.refuse", by=by) as this:
        request = _decidable(request_id, by)
        steps.add(this, request, Kind.REFUSED, by=by, reason=_said(reason))
    return request


def withdraw(request_id: UUID, *, by: Actor) -> ExportRequest:
    """The asker needs it no more; a file that is there goes."""
    with act("exporting.withdraw", by=by) as this:
        request = _own(request_id, by)
        if steps.last(request).kind not in (Kind.ASKED, Kind.APPROVED, Kind.MADE, Kind.FAILED):
            raise _moved_on()
        steps.add(this, request, Kind.WITHDRAWN, by=by)
        steps.file_of(request.pk).unlink(missing_ok=True)
    return request


def make_again(request_id: UUID, *, by: Actor) -> ExportRequest:
    """Put the making in the queue once more: it was stopped, or has failed."""
    with act("exporting.make_again", by=by) as this:
        request = _own(request_id, by)
        this.object_kind, this.object_id = "export", str(request.pk)
        if steps.last(request).kind != Kind.APPROVED:
            raise _moved_on()
        jobs.enqueue_named(MAKE, one_at_a_time=f"export:{request.pk}", request_id=str(request.pk))
    return request


def show_password(request_id: UUID, *, by: Actor) -> str:
    """The password, once. Raises `Refused` the second time: who has lost it asks anew."""
    with act("exporting.show_password", by=by) as this:
        request = _own(request_id, by)
        if steps.last(request).kind not in (Kind.APPROVED, Kind.MADE):
            raise _moved_on()
        if request.steps.filter(kind=Kind.PASSWORD).exists():
            raise Refused(
                _("The password was shown before; it is shown once."),
                remedy=_("If it is lost, withdraw this request and ask for the list anew."),
                code="shown",
            )
        steps.add(this, request, Kind.PASSWORD, by=by)
    return password_of(request.pk)


def fetch(request_id: UUID, *, by: Actor) -> tuple[ExportRequest, Path]:
    """The file, for the one who asked for it; everybody on it can see that he has it. Raises `Refused`: not ready, or
    expired."""
    with act("exporting.fetch", by=by) as this:
        request = _own(request_id, by)
        made = steps.last(request)
        path = steps.file_of(request.pk)
        if (
            made.kind != Kind.MADE
            or clock.today().isoformat() > made.details["expires_on"]
            or not path.exists()
        ):
            raise Refused(
                _("There is no file to fetch: it is not made yet, or its days are over."),
                remedy=_("Ask for the list anew if it is still needed."),
                code="no_file",
            )
        steps.add(this, request, Kind.FETCHED, by=by)
        record_reading(
            EXPORTED,
            by=by,
            persons=_on_it(made),
            purpose=request.reason,
            case_no=request.number,
            object_=("export", request.pk),
        )
    return request, path


def _on_it(made: ExportStep) -> list[UUID]:
    """Everybody on the list: the subjects of the act that made it."""
    return list(AuditSubject.objects.filter(entry_id=made.recorded_in).values_list("person_id", flat=True))


def _decidable(request_id: UUID, by: Actor) -> ExportRequest:
    request = queries.request_for(request_id, by=by)
    steps.lock(request.pk)
    if rights.is_asker(request, by):
        raise Refused(
            _("Somebody else decides about a list that you have asked for."),
            rule="domain 7.5",
            code="same_person",
        )
    if not rights.may_decide(request, by):
        raise Refused(_("This list is not yours to decide about."), rule="domain 7.2", code="not_an_approver")
    if steps.last(request).kind != Kind.ASKED:
        raise _moved_on()
    return request


def _own(request_id: UUID, by: Actor) -> ExportRequest:
    request = queries.request_for(request_id, by=by)
    steps.lock(request.pk)
    if not rights.is_asker(request, by):
        raise NotFound(_("There is no such request of yours."))
    return request


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(
            _("Say why."), rule="domain 7.5", remedy=_("The reason is kept, and the people can see it.")
        )
    return reason.strip()


def _moved_on() -> Refused:
    return Refused(
        _("This request has moved on since you opened it."),
        remedy=_("Open it again and look at the new state."),
        code="stale",
    )
