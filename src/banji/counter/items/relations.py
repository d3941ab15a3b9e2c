"""A relation to the head that was stated wrongly: one member's, or those of several (户口登记条例 Art 18; 公通字〔2021〕12号
Art 57). Who is head is not corrected but chosen: that states all relations anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.counter.items.fields import MEMBER, ask_relations, code_field, relations, seen_row, why_field
from banji.counter.items.item import Asking, FactsForm, Item
from banji.register import hindrances
from banji.register import operations as do
from banji.register.doings import HOUSEHOLD, PERSON
from banji.register.models import RegisterEvent
from banji.register.queries.households import HEAD

LIST = "correct.other"
SAME = gettext_lazy("The register says this already.")


class RelationForm(FactsForm):
    """Of the person before the officer."""

    reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, now = _("What the relation to the head always was"), self._now()
        self.fields["relation"] = code_field("relation", label, today=self.today, without=[HEAD], initial=now)
        self.order_fields(["relation", "reason"])

    def _now(self) -> str:
        registration = self.subject.person.registration if self.subject.person else None
        return registration.relation_to_head if registration else ""

    def clean_relation(self) -> str:
        relation: str = self.cleaned_data["relation"]
        if relation == self._now():
            raise forms.ValidationError(str(SAME))
        return relation


class RelationsForm(FactsForm):
    """Of every member but the head; those that stay as they are are right."""

    reason = why_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_relations(self, [member for member in self.subject.members if not member.is_head], without=[HEAD])
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def clean(self) -> dict[str, Any]:
        """Only what was wrong is left."""
        given, now = self.cleaned_data, {f"{MEMBER}{m.person_id}": m for m in self.subject.members}
        right = [name for name, m in now.items() if given.get(name) == m.registration.relation_to_head]
        wrong = {name: said for name, said in given.items() if name not in right}
        if not self.errors and not relations(wrong):
            raise forms.ValidationError(str(SAME))
        return wrong


def _correct_one(asking: Asking) -> Sequence[RegisterEvent]:
    return [
        do.correct_relation(
            person_id=asking.subject_id,
            relation=asking.facts["relation"],
            papers=asking.papers,
            by=asking.by,
            seen=seen_row(asking, "registration"),
            reason=asking.facts["reason"],
            confirmed=asking.confirmed,
        )
    ]


def _correct_several(asking: Asking) -> Sequence[RegisterEvent]:
    wrong = relations(asking.facts)
    return do.correct_relations(
        household_id=asking.subject_id,
        relations=wrong,
        papers=asking.papers,
        by=asking.by,
        seen={person: row for person, row in asking.seen_members.items() if person in wrong},
        reason=asking.facts["reason"],
        confirmed=asking.confirmed,
    )


ITEMS = (
    Item("correct_relation", gettext_lazy("Correct the relation to the head"), PERSON, RelationForm,
         lambda _: LIST, _correct_one, order=32, hinders=hindrances.no_relation),
    Item("correct_relations", gettext_lazy("Correct relations to the head"), HOUSEHOLD, RelationsForm,
         lambda _: LIST, _correct_several, order=45, hinders=hindrances.no_others),
)  # fmt: skip
