"""Where a stored file is, and what it is. The bytes are encrypted on disk under their content's keyed digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from banji.foundation.ids import uuid7


class StoredFile(models.Model):
    """One content, kept once. `digest` is keyed: it does not tell whether a known paper is here."""

    append_only: ClassVar = ()

    id = models.UUIDField(primary_key=True, default=uuid7)
    digest = models.BinaryField(max_length=32, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    key_version = models.SmallIntegerField()
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=120)
