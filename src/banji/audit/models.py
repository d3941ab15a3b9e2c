"""The trail. No foreign keys here: the trail never stands in the way of live data, nor live data in the trail's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from banji.foundation.ids import uuid7


class AuditEntry(models.Model):
    """One act, one search, one reading or one bulk load. `mac` chains it to the entry before it in its lane."""

    append_only: ClassVar = ()

    id = models.UUIDField(primary_key=True, default=uuid7)
    lane = models.SmallIntegerField()
    n = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=120)
    role = models.CharField(max_length=30)
    post_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45)
    act = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    purpose = models.TextField()
    case_no = models.CharField(max_length=40)
    result = models.CharField(max_length=20)
    # What was before, what is after, and which sealed rows were added or closed (see `seals`).
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lane", "n"], name="one_entry_per_link")]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
        ]


class AuditSubject(models.Model):
    """A person whom an entry concerns: how one finds who looked."""

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()
    person_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry_id", "person_id"], name="subject_once_per_entry")
        ]
        indexes: ClassVar = [models.Index(fields=["person_id", "entry_id"], name="audit_subject_person")]


class AuditLane(models.Model):
    """The head of one chain. `head_mac` binds lane, count and last digest, so that a lane cannot be shortened."""

    append_only: ClassVar = ("n", "mac", "head_mac")

    lane = models.SmallIntegerField(primary_key=True)
    n = models.BigIntegerField(default=0)
    mac = models.BinaryField(max_length=32, default=b"")
    head_mac = models.BinaryField(max_length=32)
