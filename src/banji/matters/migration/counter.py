"""Moves at the counter: the guided forms, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid5

from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Address, Division
from banji.counter.items import Asking, Item, doing_of
from banji.counter.items.fields import name_of
from banji.counter.models import VisitRecord
from banji.exchange.timeliness import rules_on
from banji.foundation import clock
from banji.matters.migration import forms, kinds
from banji.matters.migration.kinds import IN, OUT, WITHIN
from banji.matters.migration.operations import Application, Certificate, Who, apply
from banji.register import hindrances
from banji.register.access import identify
from banji.register.doings import HOUSEHOLD, NOBODY, PERSON
from banji.register.operations import Newcomer
from banji.register.purposes import Purpose
from banji.register.queries import household_members, person_on
from banji.register.queries.people import particulars_of


def _kind_within(facts: Mapping[str, Any]) -> str:
    if facts["group"]:
        return kinds.PRIORITY_GROUP
    return kinds.STUDENT_IN if facts["ground"] == "student" else kinds.INTRA_CITY


def _ground_in(facts: Mapping[str, Any]) -> str:
    return forms.OWN_PAPERS.get(facts["kind"]) or str(facts["ground"])


def _list(kind: str, way: str, ground: str) -> str:
    return kinds.route(kind, way, ground, rules_on(clock.today())).accepting


def _asked_within(facts: Mapping[str, Any]) -> str:
    return _list(_kind_within(facts), WITHIN, facts["ground"])


def _asked_in(facts: Mapping[str, Any]) -> str:
    return _list(facts["kind"], IN, _ground_in(facts))


def _asked_out(facts: Mapping[str, Any]) -> str:
    return _list(facts["kind"], OUT, forms.LEAVING[facts["kind"]])


def _within(asking: Asking) -> VisitRecord:
    facts = asking.facts
    return _apply(
        asking,
        kind=_kind_within(facts),
        way=WITHIN,
        ground=facts["ground"],
        who=_members(asking),
        on=facts["on"],
        **_destination(facts),
        **_group(facts),
    )


def _out(asking: Asking) -> VisitRecord:
    kind = asking.facts["kind"]
    return _apply(
        asking,
        kind=kind,
        way=OUT,
        ground=forms.LEAVING[kind],
        who=_members(asking),
        place=asking.facts["place"],
    )


def _enlist(asking: Asking) -> VisitRecord:
    particulars = particulars_of(asking.subject_id, asking.today)
    name = particulars.name if particulars else asking.applicant
    born = particulars.birth_date if particulars else None
    who = [Who(person_id=asking.subject_id, name=name, birth_date=born, signed_by=name)]
    place = asking.facts["place"]
    return _apply(asking, kind=kinds.CONSCRIPT_OUT, way=OUT, ground="enlisted", who=who, place=place)


def _in(asking: Asking) -> VisitRecord:
    facts = asking.facts
    return _apply(
        asking,
        kind=facts["kind"],
        way=IN,
        ground=_ground_in(facts),
        who=[_newcomer(asking, n) for n in range(1, facts["count"] + 1)],
        place=facts["place"],
        on=facts["on"],
        certificate=_certificate(facts),
        **_destination(facts),
        **_group(facts),
    )


def _apply(asking: Asking, **said: Any) -> VisitRecord:
    application = Application(form_id=asking.form_id, applicant=asking.applicant, **said)
    apply(application, asking.papers, confirmed=asking.confirmed, by=asking.by)
    return VisitRecord.objects.get(form_id=asking.form_id)


def _members(asking: Asking) -> list[Who]:
    """The members who move, as the register names them."""
    facts = asking.facts
    if "number" in facts:
        person = identify(facts["name"], facts["number"], by=asking.by, purpose=Purpose.COUNTER)
        home = person_on(person, asking.today).registration if person else None
        household = home.household_id if home else None
    else:
        household = asking.subject_id
    found = household_members(household, asking.today) if household else []
    return [
        _member(facts, str(member.person_id), name_of(member), member)
        for member in found
        if facts.get(f"{forms.MOVES}{member.person_id}")
    ]


def _member(facts: Mapping[str, Any], key: str, name: str, member: Any) -> Who:
    signed = facts.get(f"{forms.SIGNED}{key}")
    return Who(
        person_id=member.person_id,
        name=name,
        birth_date=member.particulars.birth_date if member.particulars else None,
        relation=facts.get(f"{forms.RELATION}{key}", ""),
        signed_by=name if signed is True else str(signed or "").strip(),
    )


def _newcomer(asking: Asking, n: int) -> Who:
    facts = asking.facts
    name, number = facts[f"name-{n}"], facts[f"number-{n}"]
    known = identify(name, number, by=asking.by, purpose=Purpose.COUNTER) if number else None
    newcomer = Newcomer(
        name=name,
        sex=facts[f"sex-{n}"],
        birth_date=facts[f"birth-{n}"],
        ethnicity=facts[f"ethnicity-{n}"],
        number=number,
    )
    return Who(
        # The same form makes the same people.
        person_id=known or uuid5(asking.form_id, f"mover {n}"),
        name=name,
        birth_date=facts[f"birth-{n}"],
        relation=facts[f"relation-{n}"],
        signed_by=facts[f"signed-{n}"].strip(),
        newcomer=None if known else newcomer,
    )


def _destination(facts: Mapping[str, Any]) -> dict[str, Any]:
    seat = facts["seat"]
    return {
        "household_id": facts["home"],
        "address": seat if isinstance(seat, Address) else None,
        "village": seat if isinstance(seat, Division) else None,
    }


def _group(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"group": facts["group"], "in_town_since": facts["in_town_since"]}


def _certificate(facts: Mapping[str, Any]) -> Certificate | None:
    if not facts["certificate_no"]:
        return None
    return Certificate(
        number=facts["certificate_no"], issued_on=facts["issued_on"], issued_by=facts["issued_by"]
    )


def _enlisted(facts: Mapping[str, Any]) -> str:
    return "cancel.enlisted"


ITEMS = (
    Item("move_here", _("Somebody of the city moves here"), NOBODY, forms.MoveHereForm, _asked_within, _within,
         order=12, waits=_within),
    Item("move_in", _("Somebody from outside the city moves in"), NOBODY, forms.MoveInForm, _asked_in, _in,
         order=14, waits=_in),
    Item("move_within", _("Move within the city"), HOUSEHOLD, forms.MoveWithinForm, _asked_within, _within,
         order=12, waits=_within, hinders=hindrances.void),
    Item("join_from_city", _("Move in from within the city"), HOUSEHOLD, forms.JoinFromCityForm,
         _asked_within, _within, order=14, waits=_within, hinders=hindrances.void),
    Item("join_from_outside", _("Move in from outside the city"), HOUSEHOLD,
         forms.JoinFromOutsideForm, _asked_in, _in, order=15, waits=_in, hinders=hindrances.void),
    Item("move_out", _("Move out of the city"), HOUSEHOLD, forms.MoveOutForm, _asked_out, _out,
         order=16, waits=_out, hinders=hindrances.void),
    Item("enlist", _("Called up to the army"), PERSON, forms.EnlistForm, _enlisted, _enlist,
         order=18, waits=_enlist, hinders=hindrances.not_registered),
)  # fmt: skip
# The move within the city under the names by which it is asked for (公通字〔2021〕12号 Art 46).
(_WITHIN,) = (item for item in ITEMS if item.code == "move_within")
SOLD = replace(
    _WITHIN, title=_("The dwelling was sold: they move out of it"), order=13, hinders=hindrances.no_dwelling
)
LEAVES_COLLECTIVE = replace(
    _WITHIN, title=_("A member leaves the collective household"), order=13, hinders=hindrances.not_collective
)
DOINGS = (doing_of(SOLD, ground="sold"), doing_of(LEAVES_COLLECTIVE, ground="leaves_collective"))
