"""What a citizen says is wrong, and what the officer found. The case is a `cases.Case` of kind `correction`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Address
from banji.audit.seals import SealedRow
from banji.cases.models import Case
from banji.foundation.errors import say


class CorrectionRequest(SealedRow):
    """A citizen's own words: which field, what stood there when he asked, what is right, and why."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    field = models.CharField(max_length=20)  # a code of `fields`
    was = models.CharField(max_length=300, default="", blank=True)
    wanted = models.CharField(max_length=300)
    why = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="one_request_per_case")]


class CorrectionFinding(SealedRow):
    """What the papers show, by the officer who compared them, and the rows of the register he had before him.

    Checked again, the row is closed and another stands.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=20)  # a code of `fields`
    was = models.CharField(max_length=300, default="", blank=True)
    value = models.CharField(max_length=300)
    # Of an address, the standard one, if it has one.
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+", db_index=False)
    # {"particulars": row} or {"household": id, "members": {person: row}}: nothing else may have changed since.
    seen = models.JSONField(default=dict)
    found_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(recorded_to=None), name="one_finding_per_case"
            )
        ]


say("one_request_per_case", _("This request has been taken already."))
say("one_finding_per_case", _("Somebody else checked this case at the same moment. Please open it again."))
