"""What the API remembers: about how many persons a client has asked, and what it has posted."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Volume(models.Model):
    """How many persons a client has asked about under one entry of the catalogue on one day."""

    client_id = models.CharField(max_length=100)
    entry = models.CharField(max_length=40)
    day = models.DateField()
    persons = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_id", "entry", "day"], name="one_volume_per_day")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="api_volume_day")]


class AskedAbout(models.Model):
    """The n-th person a client asked about on a day: asked again, he counts once. `subject` is an id or a keyed digest."""

    volume = models.ForeignKey(Volume, models.CASCADE, related_name="subjects")
    subject = models.BinaryField(max_length=32)
    n = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volume", "subject"], name="one_count_per_person")
        ]


class Posted(models.Model):
    """A request with an idempotency key, and its answer, written in the transaction that did what it asked for."""

    client_id = models.CharField(max_length=100)
    key = models.CharField(max_length=64)
    # A keyed digest of what was asked: the same key with another body is refused.
    fingerprint = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    posted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_id", "key"], name="one_effect_per_key")
        ]
        indexes: ClassVar = [models.Index(fields=["posted_at"], name="api_posted_at")]
