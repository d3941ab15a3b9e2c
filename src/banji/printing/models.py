"""What was issued. A paper and its end are rows of their own; the PDF lies encrypted among the files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from banji.audit.seals import SealedRow
from banji.files.models import StoredFile


class IssuedPaper(SealedRow):
    """One paper under one number. Its recorded time ends when it is withdrawn or replaced (`Withdrawal`).

    Persons, households and stations are named by their ids alone: this room stands below theirs.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    person_id = models.UUIDField(null=True)
    household_id = models.UUIDField(null=True)
    # What tells papers of one kind and person apart: the event or the case it is about. Part of the subject.
    about = models.CharField(max_length=80, default="", blank=True)
    station_id = models.BigIntegerField()
    station = models.CharField(max_length=120)
    dated = models.DateField()
    # The last day on which it is good for anything; empty where it has none.
    valid_until = models.DateField(null=True)
    verify_code = models.CharField(max_length=32, unique=True)
    # All that a stranger who holds the paper may see of what it says: masked already, by name of the field.
    shown = models.JSONField(default=dict)
    # What it rests on, in the words of the room whose kind it is (`kinds.PaperKind.still_true`).
    rests_on = models.JSONField(default=dict)
    # Papers that were drawn in one go lie in one file.
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", db_index=False)
    case_no = models.CharField(max_length=40, default="", blank=True)
    issued_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "person_id", "household_id", "about"],
                condition=Q(recorded_to=None),
                nulls_distinct=False,
                name="one_standing_paper_per_subject",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], name="issued_paper_person"),
            models.Index(fields=["household_id"], name="issued_paper_household"),
        ]


class Withdrawal(SealedRow):
    """Why a paper is good for nothing any more: taken back with a reason, or replaced by a later one."""

    id = models.BigAutoField(primary_key=True)
    paper = models.OneToOneField(IssuedPaper, models.PROTECT, related_name="withdrawal")
    replaced_by = models.ForeignKey(IssuedPaper, models.PROTECT, null=True, related_name="replaces")
    why = models.TextField(default="", blank=True)
    withdrawn_by = models.CharField(max_length=120)
