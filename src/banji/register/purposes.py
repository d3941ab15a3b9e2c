"""What a record of the register may be opened for. The code is recorded; the person reads the words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    COUNTER = "COUNTER", _("a matter of the person or the family at the counter")
    CASE = "CASE", _("work on a case")
    VERIFY = "VERIFY", _("checking that the record is right")
    DEPARTMENT = "DEPARTMENT", _("a lawful enquiry of another department")
    SUPERVISION = "SUPERVISION", _("supervision of the work")
    OWN = "OWN", _("the person looked at his or her own record")


# What an officer can choose.
OFFERED = [(purpose.value, purpose.label) for purpose in Purpose if purpose is not Purpose.OWN]


def in_words(purpose: str) -> str:
    """A recorded purpose for a reader; other rooms record theirs in words already."""
    return str(Purpose(purpose).label) if purpose in Purpose.values else purpose
