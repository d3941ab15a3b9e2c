"""What was declared of a birth. The case is a `cases.Case` of kind `birth`; its person is the child, once registered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.audit.seals import SealedRow
from banji.cases.models import Case
from banji.foundation.errors import say
from banji.register.models import Person


class BirthDeclaration(SealedRow):
    """One child: whom it follows, on which ground, who it is by the birth certificate, and who declared it.

    `child_id` is made by the page and is the form's own: a form sent twice declares one child.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    child_id = models.UUIDField()
    follows = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other_parent = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=30)  # a code of `rules.GROUNDS`
    relation_to_head = models.CharField(max_length=2)
    name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField()
    birth_time = models.TimeField(null=True)
    ethnicity = models.CharField(max_length=2, default="", blank=True)
    birth_place = models.CharField(max_length=100, default="", blank=True)
    native_place = models.CharField(max_length=100, default="", blank=True)
    # Died before the birth was registered (户口登记条例 Art 9): both are.
    died_on = models.DateField(null=True)
    applicant = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(recorded_to=None), name="one_declaration_per_case"
            ),
            models.UniqueConstraint(
                fields=["child_id"], condition=Q(recorded_to=None), name="one_declaration_per_child"
            ),
        ]


for name in ("one_declaration_per_case", "one_declaration_per_child"):
    say(name, _("This birth has been declared already: the form was sent twice."))
