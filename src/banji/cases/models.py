"""Case, Step, Evidence, Notice, Service, Alarm: one set of tables for every kind of case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Organisation, Post
from banji.addresses.models import Division
from banji.audit.seals import SealedRow
from banji.files.models import StoredFile
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.register.models import Person


class Case(models.Model):
    """What an officer decides under a clock. `state` and `due_on` always agree with the last step."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=30)
    is_open = models.BooleanField(default=True)
    # Nobody yet, for cases about people who are not in the register.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases", db_index=False)
    station = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    village = models.ForeignKey(Division, models.PROTECT, null=True, related_name="cases")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="cases")
    # The law the case was opened under and keeps.
    profile = models.CharField(max_length=30)
    rules_on = models.DateField()
    due_on = models.DateField(null=True)
    due_provisional = models.BooleanField(default=False)
    hold_until = models.DateField(null=True)
    version = models.IntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    external_ref = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "person"],
                condition=Q(is_open=True, person__isnull=False),
                name="one_open_case_per_person",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at=None) | Q(is_open=False, closed_at__isnull=False),
                name="closed_has_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["station", "is_open", "due_on"], name="case_desk"),
            models.Index(fields=["kind", "state"], name="case_kind_state"),
            models.Index(fields=["person"], name="case_person"),
        ]

    def __str__(self) -> str:
        return self.number


class Step(SealedRow):
    """One step taken: who, in which post, from which state to which, why, on what evidence."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", db_index=False)
    seq = models.IntegerField()
    name = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    role = models.CharField(max_length=30)
    post_id = models.BigIntegerField(null=True)
    reason = models.TextField(default="", blank=True)
    evidence_ids = models.JSONField(default=list)
    # As they stood after the step, so that the last step up to a day says how the case stood on it.
    due_on = models.DateField(null=True)
    hold_until = models.DateField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        # With what a case was like after a step, so that statistics over all cases need not read the steps' papers.
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "seq"],
                include=["name", "at", "to_state", "due_on", "hold_until", "recorded_to"],
                name="one_step_per_place",
            )
        ]


class Evidence(SealedRow):
    """A paper, statement or record put to a case. Withdrawn by closing the row, never deleted."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    paper = models.CharField(max_length=40)  # an id of law/papers.yaml
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    document_no = models.CharField(max_length=60, default="", blank=True)
    scheme = models.CharField(max_length=10, default="", blank=True)
    issuer = models.CharField(max_length=120, default="", blank=True)
    issued_on = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    added_by = models.CharField(max_length=120)


class Notice(SealedRow):
    """A written notice, numbered and dated, to one addressee."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    addressee_kind = models.CharField(max_length=20)  # DECLARANT, COMMITTEE
    addressee = models.CharField(max_length=120)
    dated = models.DateField()
    legal_basis = models.CharField(max_length=120)
    verify_code = models.CharField(max_length=32, unique=True)
    data = models.JSONField(default=dict)


class Service(SealedRow):
    """How a notice was served: the proof, and the day from which the clock runs."""

    class Method(models.TextChoices):
        IN_PERSON = "IN_PERSON", _("handed over in person")
        LEFT = "LEFT", _("left in the presence of two witnesses")
        POST = "POST", _("by registered post")
        PUBLIC = "PUBLIC", _("by public notice")

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="services")
    method = models.CharField(max_length=10, choices=Method.choices)
    served_on = models.DateField()
    clock_from = models.DateField()
    receiver = models.CharField(max_length=120, default="", blank=True)
    refused = models.BooleanField(default=False)
    witnesses = models.JSONField(default=list)
    tracking_no = models.CharField(max_length=60, default="", blank=True)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    served_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(recorded_to=None), name="one_service_per_notice"
            )
        ]


class Alarm(models.Model):
    """What must be looked at and has no ticket yet."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    station = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="alarms")
    raised_at = models.DateTimeField()
    text = models.TextField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=Q(settled_at=None),
                name="one_open_alarm_per_subject",
            )
        ]


say("one_open_case_per_person", _("This person has an open case of this kind already: go on with that one."))
say(
    "one_step_per_place",
    _("Somebody else took a step in this case at the same moment. Please open it again."),
)
say(
    "one_service_per_notice",
    _("The service of this notice was recorded by somebody else at the same moment."),
)
