"""What the machine proposed for a row, and what a clerk decided."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.audit.seals import SealedRow
from banji.exchange.models import Batch, InboundRow
from banji.foundation.actors import Actor
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.register.models import Person


class MatchRun(models.Model):
    """One run of the matching over a batch, against the register as known at one instant."""

    append_only: ClassVar = ("ended_at", "message")

    id = models.UUIDField(primary_key=True, default=uuid7)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="runs")
    known_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    message = models.TextField(default="", blank=True)


class Candidate(models.Model):
    """A person proposed for a row, best first (at most three), with the levels that spoke."""

    class Proposal(models.TextChoices):
        SUGGEST = "suggest", _("suggested")
        REVIEW = "review", _("doubtful")
        CONFLICT = "conflict", _("in conflict")

    append_only: ClassVar = ()

    run = models.ForeignKey(MatchRun, models.PROTECT, related_name="candidates", db_index=False)
    row = models.ForeignKey(InboundRow, models.PROTECT, related_name="candidates", db_index=False)
    rank = models.SmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposal = models.CharField(max_length=8, choices=Proposal.choices)
    weight = models.SmallIntegerField()
    gap = models.SmallIntegerField(null=True)
    levels = models.JSONField()  # "field:code" of matching.levels, in order

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["row", "run", "rank"], name="one_candidate_per_rank")
        ]


class Decision(SealedRow):
    """Whose record a row is. Kept by content: a re-sent or grown list does not ask again. Undone by closing it."""

    class Verdict(models.TextChoices):
        SAME = "SAME", _("the same person")
        NONE = "NONE", _("nobody in the register")
        ASK = "ASK", _("the sender is asked")

    id = models.BigAutoField(primary_key=True)
    feed = models.CharField(max_length=60)
    row_hash = models.BinaryField(max_length=32)
    row = models.ForeignKey(InboundRow, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # "number and name agree" when the machine handed over, else the officer's own words.
    reason = models.TextField(default="", blank=True)
    decided_by = models.CharField(max_length=120)
    by_machine = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed", "row_hash"], condition=Q(recorded_to=None), name="one_decision_per_row"
            ),
            models.CheckConstraint(
                condition=Q(verdict="SAME", person__isnull=False) | (~Q(verdict="SAME") & Q(person=None)),
                name="same_names_a_person",
            ),
        ]

    @classmethod
    def of(
        cls,
        row: InboundRow,
        verdict: str,
        person_id: UUID | None,
        reason: str,
        by: Actor,
        *,
        by_machine: bool = False,
    ) -> Decision:
        """A decision about a row's content, not yet added. `row.batch` must be loaded."""
        return cls(
            feed=row.batch.feed,
            row_hash=bytes(row.row_hash),
            row=row,
            verdict=verdict,
            person_id=person_id,
            reason=reason,
            decided_by=by.name,
            by_machine=by_machine,
        )


class Listed(models.Model):
    """Who stands on a row of a list of the living (`only_about` in the catalogue).

    Kept only as long as the row itself, so that a death registered after the list came still finds it.
    """

    row = models.OneToOneField(InboundRow, models.PROTECT, primary_key=True, related_name="listed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Since when the matter knows of it; empty for the living.
    told_at = models.DateTimeField(null=True)


say("one_decision_per_row", _("Somebody has decided this row a moment ago."))
