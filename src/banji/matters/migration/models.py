"""A move: where to, who moves, the two papers of the way, and what was reminded of. The case is a `cases.Case` of kind
`migration`; its person is the first mover, once he is in the register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Address, Division
from banji.audit.seals import SealedRow
from banji.cases.models import Case
from banji.foundation.errors import say
from banji.register.models import Household


class Move(SealedRow):
    """What was applied for. `form_id` is made by the page: a form sent twice is one move."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    form_id = models.UUIDField()
    kind = models.CharField(max_length=20)  # a code of `kinds.KINDS`
    way = models.CharField(max_length=6)  # IN, OUT or WITHIN
    ground = models.CharField(max_length=20)  # a code of `kinds.GROUNDS`
    group = models.CharField(max_length=20, default="", blank=True)  # a code of `kinds.GROUPS`
    in_town_since = models.DateField(null=True)
    # Where to: a household that stands, or a seat for a new one; of who leaves the city, in words.
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+", db_index=False)
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+", db_index=False)
    village = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.CharField(max_length=200, default="", blank=True)
    applicant = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(recorded_to=None), name="one_move_per_case"),
            models.UniqueConstraint(
                fields=["form_id"], condition=Q(recorded_to=None), name="one_move_per_form"
            ),
        ]


class Mover(SealedRow):
    """One who moves, of his own will: who signed for him, and the registration the officer saw.

    Of somebody who is not in the register yet, who he is by his papers: his number encrypted (`newcomers`).
    """

    class Fate(models.TextChoices):
        MOVING = "MOVING", _("moving")
        MOVED = "MOVED", _("moved")
        DIED = "DIED", _("died on the way")
        RESTORED = "RESTORED", _("registered again where he had left")

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    place = models.IntegerField()
    # No key to the register: who comes from outside enters it only when he moves in.
    person_id = models.UUIDField()
    registration_id = models.BigIntegerField(null=True)
    relation = models.CharField(max_length=2, default="", blank=True)
    # Where he stood before, for his return if the way ends nowhere.
    left_household = models.UUIDField(null=True)
    left_relation = models.CharField(max_length=2, default="", blank=True)
    name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True)
    newcomer = models.BinaryField(null=True)
    key_version = models.IntegerField(default=0)
    signed_by = models.CharField(max_length=120, default="", blank=True)
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.MOVING)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person_id"], condition=Q(recorded_to=None), name="one_row_per_mover"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id"], condition=Q(recorded_to=None), name="mover_person")
        ]


class MovePaper(SealedRow):
    """A permit to move in (准迁证) or a migration certificate (迁移证): its number, and until when it is good."""

    class Kind(models.TextChoices):
        PERMIT = "PERMIT", _("permit to move in")
        CERTIFICATE = "CERTIFICATE", _("migration certificate")

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    valid_until = models.DateField()
    # Issued by this city; else by the place somebody comes from.
    ours = models.BooleanField()
    issued_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(recorded_to=None), name="one_paper_of_a_kind_per_move"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="move_paper_dates"),
        ]


class Reminder(SealedRow):
    """That a paper would soon be over was said so many days before; -1: that it is over."""

    id = models.BigAutoField(primary_key=True)
    paper = models.ForeignKey(MovePaper, models.PROTECT, related_name="reminders", db_index=False)
    days_before = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "days_before"], name="reminded_once")
        ]


say("one_move_per_case", _("Somebody else worked on this move at the same moment. Open it again."))
say("one_move_per_form", _("This move has been applied for already: the form was sent twice."))
say("one_row_per_mover", _("Somebody else worked on this move at the same moment. Open it again."))
say("one_paper_of_a_kind_per_move", _("This paper was issued by somebody else at the same moment."))
say("reminded_once", _("This has been reminded of already."))
