"""What the steps do: keep what the officer found, and put the register right, inside the step's own act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from banji.addresses.models import Address
from banji.cases.checks import cite, say
from banji.cases.lawbook import lists
from banji.cases.runner import Taking
from banji.foundation.errors import Refused
from banji.matters.corrections.fields import (
    ADDRESS,
    BIRTH_DATE,
    FIELDS,
    OTHER,
    RELATION,
    Field,
    Unreadable,
    read,
    written,
)
from banji.matters.corrections.models import CorrectionFinding
from banji.matters.corrections.queries import Standing, finding_of, request_of, standing
from banji.register import operations
from banji.register.operations import Brought, Seat
from banji.register.queries.households import registered_in

HEAD = "02"
# What may be odd about a new number or relation; the officer who ticks the box has looked at all of it.
_ODD = frozenset(
    {"number_sex", "number_birth", "number_taken", "number_kept", "relation_sex", "relation_age"}
)


def note_finding(taking: Taking) -> None:
    """Keep what the papers show, with the rows of the register before the officer."""
    now = standing(_person(taking), taking.today)
    field = _item(taking)
    was, value, address_id = now.says(field), _value(taking, field), None
    _still_as_asked(taking, field, was)
    if field.code == ADDRESS:
        value, address_id = _address(taking, value)
    if written(field, value) == was:
        raise Refused(
            _("The register says this already."),
            remedy=_("Refuse the request with that ground."),
            code="same",
        )
    if field.code == RELATION and HEAD in (was, value):
        raise Refused(
            _("Who is head concerns every member: it is not put right for one of them."),
            rule=cite(taking.row.source),
            remedy=_("The household chooses its head at the counter; refuse the request and say so."),
            code="head",
        )
    if before := finding_of(taking.case):
        taking.act.close(before)
    taking.act.add(
        CorrectionFinding(
            case=taking.case,
            item=field.code,
            was=was,
            value=written(field, value),
            address_id=address_id,
            seen=_seen(field, now, taking.today),
            found_by=taking.by.name,
        )
    )


def forget_finding(taking: Taking) -> None:
    """It is checked anew: what was found before no longer counts."""
    if before := finding_of(taking.case):
        taking.act.close(before)


def correct_at_once(taking: Taking) -> None:
    note_finding(taking)
    enter(taking)


def enter(taking: Taking) -> None:
    """Put the register right as found; refused where it has changed since the officer looked."""
    finding = finding_of(taking.case)
    if finding is None:
        raise Refused(_("Nothing has been found yet."), remedy=_("Check the request first."))
    field, common = FIELDS[finding.item], {"by": taking.by, "case_no": taking.case.number}
    if field.code == RELATION:
        _correct_relation(finding, taking, common)
    elif field.code == ADDRESS:
        _correct_address(finding, taking, common)
    else:
        _correct_particulars(finding, field, taking, common)


def _correct_particulars(
    finding: CorrectionFinding, field: Field, taking: Taking, common: Mapping[str, Any]
) -> None:
    values: dict[str, Any] = {field.code: read(field, finding.value)}
    if number := str(taking.facts.get("number") or ""):
        values["number"] = number
    operations.correct(
        person_id=_person(taking),
        values=values,
        papers=_brought(taking, {field.papers, *(("correct.birth_date",) if number else ())}),
        seen=finding.seen["particulars"],
        reason=request_of(taking.case).why,
        confirmed=_ODD if taking.facts.get("sure") else (),
        **common,
    )


def _correct_relation(finding: CorrectionFinding, taking: Taking, common: Mapping[str, Any]) -> None:
    _household, seen = _household_seen(finding)
    operations.correct_relation(
        person_id=_person(taking),
        relation=finding.value,
        papers=_brought(taking, {FIELDS[RELATION].papers}),
        seen=seen[_person(taking)],
        reason=request_of(taking.case).why,
        confirmed=_ODD if taking.facts.get("sure") else (),
        **common,
    )


def _correct_address(finding: CorrectionFinding, taking: Taking, common: Mapping[str, Any]) -> None:
    """The address is the household's: it is written anew for all its members."""
    household, seen = _household_seen(finding)
    now = standing(_person(taking), taking.today)
    operations.change_seat(
        household_id=household,
        seat=Seat(now.registration.village_id, finding.value, finding.address_id),
        seen=seen,
        on=taking.today,
        reason=request_of(taking.case).why,
        **common,
    )


def _household_seen(finding: CorrectionFinding) -> tuple[UUID, dict[UUID, int]]:
    members = {UUID(person): row for person, row in finding.seen["members"].items()}
    return UUID(finding.seen["household"]), members


def _brought(taking: Taking, names: set[str]) -> list[Brought]:
    """The papers on the case that these lists of the register name."""
    profile, on = taking.view.rules.profile, taking.today
    listed = {
        demand.paper.id
        for name in names
        for demands in (
            lists().one_of(f"register.{name}", profile=profile, on=on),
            lists().all_of(f"register.{name}", profile=profile, on=on),
        )
        for demand in demands
    }
    return [Brought(p.paper, p.document_no) for p in taking.view.papers if p.paper in listed]


def _item(taking: Taking) -> Field:
    """What is to be corrected: of "something else" the officer says which field it is."""
    asked = request_of(taking.case).field
    stated = str(taking.facts.get("item") or "")
    if asked == OTHER and stated not in FIELDS:
        raise Refused(
            _("Say which field it is."),
            rule=cite(taking.row.source),
            remedy=_("If it is none of these, refuse the request and say who puts it right."),
            code="item",
        )
    return FIELDS[stated if asked == OTHER else asked]


def _value(taking: Taking, field: Field) -> Any:
    try:
        value = read(field, str(taking.facts.get("value") or ""))
    except Unreadable as error:
        raise Refused(say(error.words), remedy=_("Compare it with the paper."), code="unreadable") from error
    if field.code == BIRTH_DATE and isinstance(value, date) and value > taking.today:
        raise Refused(_("The date of birth lies in the future."), remedy=_("Compare it with the paper."))
    return value


def _still_as_asked(taking: Taking, field: Field, was: str) -> None:
    request = request_of(taking.case)
    if request.field != OTHER and request.was != was:
        raise Refused(
            _("The register has changed since the citizen asked: it now says %(now)s.") % {"now": was},
            rule=cite(taking.row.source),
            remedy=_("Refuse the request with that ground, or ask the citizen to ask again."),
            code="stale",
        )


def _address(taking: Taking, text: str) -> tuple[str, int | None]:
    """A standard address that was picked; else the text, for a place that has no standard one yet."""
    picked = str(taking.facts.get("address") or "")
    if not picked:
        return text, None
    address = Address.objects.filter(pk=picked, village=taking.case.village_id, recorded_to=None).first()
    if address is None:
        raise Refused(_("There is no such address in this village."), remedy=_("Pick it again."))
    return address.rendered, address.pk


def _seen(field: Field, now: Standing, today: date) -> dict[str, Any]:
    if field.in_particulars:
        return {"particulars": now.particulars.pk}
    household = now.registration.household_id
    if household is None:
        raise Refused(_("This person belongs to no household."), remedy=_("Look at the registration first."))
    members = registered_in([household], today).values_list("person_id", "pk")
    return {"household": str(household), "members": {str(person): row for person, row in members}}


def _person(taking: Taking) -> UUID:
    if taking.case.person_id is None:
        raise Refused(_("This case is about nobody."))
    return taking.case.person_id
