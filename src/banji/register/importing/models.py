"""Files handed in to be taken over, how their columns are mapped, and mappings kept under a name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.files.models import StoredFile
from banji.foundation.ids import uuid7
from banji.register.models import Load


class Intake(models.Model):
    """Files handed in together. Nothing of them is in the register before somebody has confirmed the counts."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("being read")
        MAPPING = "MAPPING", _("to be mapped")
        TRYING = "TRYING", _("being tried out")
        TRIED = "TRIED", _("to be confirmed")
        LOADING = "LOADING", _("being loaded")
        LOADED = "LOADED", _("loaded")
        UNREADABLE = "UNREADABLE", _("unreadable")
        DROPPED = "DROPPED", _("dropped")

    append_only: ClassVar = (
        *("state", "message", "digest", "beyond", "result", "tried_at", "confirmed_at", "confirmed_by", "ended_at"),
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7)
    label = models.CharField(max_length=120)
    # The load whose rows come again, corrected.
    corrects = models.ForeignKey(Load, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    # What went wrong, in both languages.
    message = models.JSONField(default=dict)
    # Of the folder in the loader's format: names the load that was made of it.
    digest = models.CharField(max_length=64, default="", blank=True)
    # By table: rows set aside before the loader saw them, and rows that the register added (`completing`).
    beyond = models.JSONField(default=dict)
    # What the dry run found: see `trial.Result`.
    result = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)
    organisation_id = models.BigIntegerField(null=True)
    tried_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # The officer who answers for the load, in his post: the job acts for him.
    confirmed_by = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["received_at"], name="intake_received")]

    @property
    def load(self) -> Load | None:
        """The load of these very rows, whoever began it."""
        return Load.objects.filter(digest=self.digest).first() if self.digest else None


class Sheet(models.Model):
    """One sheet of a file: its headings, the table it was assigned to, and which column is which."""

    append_only: ClassVar = ("name", "headings", "header_row", "rows", "table", "mapping", "mapped_by")

    id = models.BigAutoField(primary_key=True)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="sheets", db_index=False)
    # Counted within the intake: names its laid-out file.
    seq = models.SmallIntegerField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    name = models.CharField(max_length=120, default="", blank=True)
    headings = models.JSONField(default=list)
    header_row = models.IntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    # '' = nobody has said yet, `mapping.LEFT_OUT` = not read.
    table = models.CharField(max_length=30, default="", blank=True)
    # See `mapping.Mapping`.
    mapping = models.JSONField(default=dict)
    mapped_by = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["intake", "seq"], name="one_sheet_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.name}" if self.name else self.file_name


class SavedMapping(models.Model):
    """A mapping kept under a name, for the next file with the same headings. The newest of a name counts."""

    append_only: ClassVar = ()

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=60)
    table = models.CharField(max_length=30)
    headings = models.JSONField()
    mapping = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_mapping_has_a_name")
        ]

    def fits(self, headings: list[Any]) -> bool:
        """Does a file with these headings have all that the mapping asks for?"""
        return set(self.mapping.get("columns", {}).values()) <= set(headings)
