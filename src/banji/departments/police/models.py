"""What came from the register of record, what was mirrored of it, and where both registers differ."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Division
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.register.models import Person


class Intake(models.Model):
    """One file of the register of record, full or delta. `given = same + mirrored + held + refused`, in people and
    households; `missing` are those of ours that a full file does not have."""

    class Kind(models.TextChoices):
        FULL = "FULL", _("full file")
        DELTA = "DELTA", _("changes")

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("running")
        DONE = "DONE", _("done")
        REFUSED = "REFUSED", _("refused as a whole")

    append_only: ClassVar = (
        *("state", "given", "same", "mirrored", "held", "refused", "missing", "confirmed", "unknown"),
        *("ended_at", "message"),
    )

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    sequence = models.BigIntegerField()
    # The moment up to which the file tells what the register of record knew.
    as_of = models.DateTimeField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    rows = models.JSONField(default=dict)  # how many the manifest counts in each table
    given = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    mirrored = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    # Events of ours that it confirms, and confirmations of events we do not have.
    confirmed = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)
    message = models.TextField(default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sequence"], condition=~Q(state="REFUSED"), name="one_intake_per_sequence"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="RUNNING"), name="one_intake_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE")
                | Q(given=models.F("same") + models.F("mirrored") + models.F("held") + models.F("refused")),
                name="intake_adds_up",
            ),
        ]


class Subject(models.TextChoices):
    PERSON = "PERSON", _("person")
    HOUSEHOLD = "HOUSEHOLD", _("household")


class Mirrored(models.Model):
    """Somebody, or a household, as the register of record has it since this intake."""

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="mirrorings", db_index=False)
    subject = models.CharField(max_length=9, choices=Subject.choices)
    subject_id = models.UUIDField()
    what = models.CharField(max_length=20)
    fields = models.JSONField(default=list)
    village = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "subject_id"], name="one_mirroring_per_intake")
        ]


class Difference(models.Model):
    """Where both registers differ and no machine may decide. `theirs` is what they say, encrypted; ours is looked up."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("to be decided")
        ASKED = "ASKED", _("ours kept, they are asked")
        ACCEPTED = "ACCEPTED", _("theirs taken over")
        SETTLED = "SETTLED", _("settled by a later file")

    append_only: ClassVar = ("state", "decided_by", "decided_at", "reason")

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=20)
    detail = models.CharField(max_length=200, default="", blank=True)
    subject = models.CharField(max_length=9, choices=Subject.choices)
    ref = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # The other holder of the number.
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    village = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    name_folded = models.CharField(max_length=100, default="", blank=True)
    theirs = models.BinaryField()
    key_version = models.SmallIntegerField()
    # Of kind and content: what was decided once is not asked again while they say the same.
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "ref"],
                condition=Q(state__in=("OPEN", "ASKED")),
                name="one_open_difference",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "kind"], name="difference_kind")]


class Seen(models.Model):
    """This intake shows this difference: so every count opens its list, whatever came later."""

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+", db_index=False)
    difference = models.ForeignKey(Difference, models.PROTECT, related_name="seen")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "difference"], name="one_sight_per_intake")
        ]


class Note(models.Model):
    """What an officer has found out about a difference."""

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    difference = models.ForeignKey(Difference, models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()


say("one_intake_per_sequence", _("A file with this sequence number has been taken in already."))
say("one_intake_at_a_time", _("Another file of the register of record is being taken in."))
say("one_open_difference", _("This difference stands open already."))
