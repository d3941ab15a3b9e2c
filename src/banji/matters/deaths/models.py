"""What a source said about a death. The case itself is a `cases.Case` of kind `uncancelled_death`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Organisation
from banji.audit.seals import SealedRow
from banji.cases.models import Case
from banji.exchange.models import InboundRow
from banji.foundation.errors import say
from banji.register.models import Person


class DeathSignal(SealedRow):
    """One source's word that a person died (domain 5.2). Several may join one case."""

    class Strength(models.TextChoices):
        A = "A", _("A: document of an authority")
        B = "B", _("B: report of a department or committee")
        C = "C", _("C: word of mouth, only a visit may follow")

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="signals", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="death_signals")
    source = models.CharField(max_length=40)  # a code of `sources`
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    strength = models.CharField(max_length=1, choices=Strength.choices)
    died_on = models.DateField(null=True)
    # Who said it, where the source is a person: name and relation.
    said_by = models.CharField(max_length=120, default="", blank=True)
    place = models.CharField(max_length=200, default="", blank=True)
    document_type = models.CharField(max_length=40, default="", blank=True)
    document_no = models.CharField(max_length=60, default="", blank=True)
    received_on = models.DateField()
    row = models.ForeignKey(InboundRow, models.PROTECT, null=True, related_name="death_signals")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(recorded_to=None, row__isnull=False), name="one_signal_per_row"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["case"], name="death_signal_case")]


say("one_signal_per_row", _("This row of the list has been taken already."))
