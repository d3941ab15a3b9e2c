"""A list of persons that somebody asked for, and what became of it, step by step."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.audit.seals import SealedRow
from banji.foundation.ids import uuid7
from banji.register.purposes import OFFERED


class ExportRequest(models.Model):
    """What was asked for; never changed. Where it stands is what its last step says."""

    append_only: ClassVar = ("waiting",)

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=40, unique=True)
    # The officer in the post in which he asked; the list can never be wider than his area.
    asked_by = models.JSONField()
    account_id = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    organisation_id = models.BigIntegerField()
    villages = models.JSONField()
    places = models.TextField()
    purpose = models.CharField(max_length=12, choices=OFFERED)
    reason = models.TextField()
    age_from = models.SmallIntegerField(null=True)
    age_to = models.SmallIntegerField(null=True)
    # Masked unless the reason says why whole numbers are needed, and the approval says so too.
    whole_numbers = models.BooleanField(default=False)
    numbers_reason = models.TextField(default="", blank=True)
    # How many there were when it was asked for.
    people = models.IntegerField()
    asked_at = models.DateTimeField()
    # Nobody has decided yet: counted on every page of those who do.
    waiting = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account_id", "asked_at"], name="export_asked_by"),
            models.Index(fields=["id"], condition=Q(waiting=True), name="export_waiting"),
        ]


class ExportStep(SealedRow):
    """Something that was done with a request. Those of `STATES` say where it stands."""

    class Kind(models.TextChoices):
        ASKED = "ASKED", _("waits for approval")
        APPROVED = "APPROVED", _("approved, being made")
        REFUSED = "REFUSED", _("not approved")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")
        MADE = "MADE", _("ready")
        FAILED = "FAILED", _("could not be made")
        EXPIRED = "EXPIRED", _("expired, file removed")
        PASSWORD = "PASSWORD", _("password shown")
        FETCHED = "FETCHED", _("fetched")

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ExportRequest, models.PROTECT, related_name="steps", db_index=False)
    seq = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    taken_by = models.CharField(max_length=120)
    role = models.CharField(max_length=30, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    # Of APPROVED: whole_numbers. Of MADE: people, expires_on, sha256.
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "seq"], name="one_export_step_per_place")
        ]


STATES = tuple(
    k for k in ExportStep.Kind.values if k not in (ExportStep.Kind.PASSWORD, ExportStep.Kind.FETCHED)
)
