"""Tables under every room: what this installation is, the secrets table, counters, long jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from banji.foundation.ids import uuid7
from banji.foundation.sealing import CITIZEN_ID, DOCUMENT, PHONE


class Installation(models.Model):
    """One row: is this a live city, a demo or a test? Decided when the database is created, by its owner."""

    LIVE, DEMO, TEST = "live", "demo", "test"

    append_only: ClassVar = ("clock_shift", "clock_moved_by")

    only = models.BooleanField(primary_key=True, default=True)
    kind = models.CharField(max_length=8, choices=[(LIVE, _("live")), (DEMO, _("demo")), (TEST, _("test"))])
    clock_shift = models.DurationField(default=timedelta)
    clock_moved_by = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(only=True), name="one_installation"),
            models.CheckConstraint(
                condition=~models.Q(kind="live") | models.Q(clock_shift=timedelta()),
                name="live_clock_is_true",
            ),
        ]


class Secret(models.Model):
    """A citizen, phone or document number as one holder has it: encrypted, found by token, shown by its ends.

    History refers to a row by id and never copies the number. Only the rotation role may re-encrypt; the site may
    only mark a number disputed (重号: two people hold it, nobody is refused). Tokens are keyed digests (16 bytes):
    of the whole number, of its 15-digit form, and of the first 15 characters a spreadsheet leaves of it.
    """

    CITIZEN_ID, PHONE, DOCUMENT = CITIZEN_ID, PHONE, DOCUMENT

    append_only: ClassVar = ("disputed",)

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    key_version = models.SmallIntegerField()
    ciphertext = models.BinaryField()
    token = models.BinaryField(max_length=16)
    token_15 = models.BinaryField(max_length=16, null=True)
    token_first_15 = models.BinaryField(max_length=16, null=True)
    head = models.CharField(max_length=3)
    tail = models.CharField(max_length=4)
    disputed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["token"],
                condition=models.Q(kind="CITIZEN_ID", disputed=False),
                name="one_holder_per_citizen_id",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["token"], name="secret_token"),
            models.Index(fields=["token_15"], name="secret_token_15"),
            models.Index(fields=["token_first_15"], name="secret_token_first_15"),
        ]


class Counter(models.Model):
    """The last number given in a series, e.g. DEATH-519901-2017. Gaps are allowed, repeats are not."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField()


class Attempts(models.Model):
    """How often one has tried something in vain lately: see `foundation.attempts`. `who` is a digest, for it comes from
    outside and may be anything. Until `until` nothing more is looked at; `good_at` is when it last went well."""

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=40)
    who = models.BinaryField(max_length=32)
    count = models.IntegerField()
    last_at = models.DateTimeField()
    until = models.DateTimeField()
    good_at = models.DateTimeField(null=True)
    # Somebody has been told of this waiting already.
    noted = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "who"], name="one_count_of_attempts")
        ]
        indexes: ClassVar = [models.Index(fields=["last_at"], name="attempts_last_at")]


class LongJob(models.Model):
    """Progress of a long job, for the page that waits for it. The truth stays in the rows the job works on."""

    QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=QUEUED)
    total = models.BigIntegerField(null=True)
    done = models.BigIntegerField(default=0)
    stage = models.TextField(default="")
    message = models.TextField(default="")
    cancel_asked = models.BooleanField(default=False)
    started_by = models.CharField(max_length=120)
    queued_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "subject"], name="long_job_subject")]
