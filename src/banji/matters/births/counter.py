"""A birth at the counter: the guided form, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from banji.counter.items import Asking, Item
from banji.counter.models import VisitRecord
from banji.foundation import clock
from banji.matters.births.forms import BirthForm
from banji.matters.births.models import BirthDeclaration
from banji.matters.births.operations import Birth, declare_birth
from banji.register import hindrances, queries
from banji.register.doings import HOUSEHOLD, PERSON, Offer

CODES = {HOUSEHOLD: "birth", PERSON: "birth_of_parent"}
_OF_THE_FORM = (
    "name",
    "sex",
    "birth_date",
    "birth_time",
    "ethnicity",
    "birth_place",
    "native_place",
    "died_on",
)
# What twins have in common, as the form names it.
_SAME = {
    "ground": "ground",
    "relation": "relation_to_head",
    "birth_date": "birth_date",
    "ethnicity": "ethnicity",
    "birth_place": "birth_place",
    "native_place": "native_place",
}


def birth_of(asking: Asking) -> Birth:
    facts = asking.facts
    return Birth(
        # The form's own id: sent twice, it is the same child.
        child_id=asking.form_id,
        follows=facts["follows"],
        other_parent=facts["other"],
        ground=facts["ground"],
        relation_to_head=facts["relation"],
        applicant=asking.applicant,
        **{name: facts[name] for name in _OF_THE_FORM},
    )


def _declare(asking: Asking) -> VisitRecord:
    declare_birth(
        birth_of(asking),
        asking.papers,
        number=asking.facts["number"],
        confirmed=asking.confirmed,
        by=asking.by,
    )
    return VisitRecord.objects.get(form_id=asking.form_id)


def _list(facts: Mapping[str, Any]) -> str:
    return f"birth.{facts['ground']}"


def _declared_in(visit: VisitRecord) -> BirthDeclaration | None:
    return BirthDeclaration.objects.filter(case__number=visit.case_no, recorded_to=None).first()


def _onward(visit: VisitRecord) -> list[Offer]:
    """Another child of the same birth starts with what the parents have said."""
    declared = _declared_in(visit)
    home = queries.person_on(declared.follows_id, clock.today()).registration if declared else None
    if home is None or home.household_id is None:
        return []
    begin = reverse("counter:begin", args=[CODES[HOUSEHOLD], home.household_id])
    return [Offer(_("Another child of the same birth"), f"{begin}?like={visit.pk}")]


def _like(visit: VisitRecord) -> dict[str, Any]:
    declared = _declared_in(visit)
    if declared is None:
        return {}
    same = {field: str(getattr(declared, name) or "") for field, name in _SAME.items()}
    return same | {"follows": str(declared.follows_id), "other": str(declared.other_parent_id or "")}


def _item(about: str) -> Item:
    return Item(
        CODES[about],
        _("Declare a birth"),
        about,
        BirthForm,
        _list,
        _declare,
        order=10,
        hinders=hindrances.void if about == HOUSEHOLD else hindrances.not_registered,
        waits=_declare,
        onward=_onward,
        like=_like,
    )


ITEMS = (_item(HOUSEHOLD), _item(PERSON))
