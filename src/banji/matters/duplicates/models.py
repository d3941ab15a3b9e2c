"""What the machine suspects, what officers found and chose, and the searches that led there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from banji.audit.seals import SealedRow
from banji.cases.models import Case
from banji.foundation.clock import CITY_TIME
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.foundation.models import Secret
from banji.register.models import Person


class Search(models.Model):
    """One search of the whole register, as known at one instant. What it opened are the suspicions that name it."""

    append_only: ClassVar = ("known_at", "ended_at", "counts")

    id = models.UUIDField(primary_key=True, default=uuid7)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=120)
    known_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # By kind: {"found", "waits", "nobody", "gone"}; see `searching.opening.Became`.
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return date_format(self.started_at.astimezone(CITY_TIME), "Y-m-d H:i")


class Suspicion(SealedRow):
    """Two people who may be one, or who have one number; or one person whose number is wrong. It stands for ever: what
    was decided once is never suggested again."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    case = models.OneToOneField(Case, models.PROTECT, related_name="suspicion")
    # Of a pair the smaller id is the first, so that each pair stands once.
    first = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # Of a doubled or wrong number: the one the first has.
    number = models.ForeignKey(Secret, models.PROTECT, null=True, related_name="+", db_index=False)
    # Levels of matching ("field:code"), or what is wrong with the number.
    why = models.JSONField(default=list)
    weight = models.SmallIntegerField(default=0)
    search = models.ForeignKey(Search, models.PROTECT, null=True, related_name="suspicions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "first", "second", "number"],
                condition=Q(recorded_to=None),
                nulls_distinct=False,
                name="one_suspicion_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | Q(first__lt=models.F("second")), name="pair_in_order"
            ),
        ]


class Finding(SealedRow):
    """What an officer found at one stage of a case, with the rows of the register he had before him. Done anew, the row
    is closed and another stands."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(max_length=20)  # the step
    # Who stays, or whose number changes.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    ground = models.CharField(max_length=30, default="", blank=True)
    # {"registrations": {person: row}, "particulars": {person: row}}: nothing of them may have changed since.
    seen = models.JSONField(default=dict)
    found_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "stage"], condition=Q(recorded_to=None), name="one_finding_per_stage"
            )
        ]


say("one_suspicion_per_pair", _("This pair has been taken up already."))
say("one_finding_per_stage", _("Somebody else worked on this case at the same moment. Please open it again."))
