"""Divisions and standard addresses, each a chain of dated rows. A code is a label of its time, never a key."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import VALID, Area
from banji.audit.seals import SealedRow
from banji.foundation.errors import say


class Division(models.Model):
    """One unit of administration from one change to the next: a rename, merger or new superior ends the row."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("province")
        PREFECTURE = 2, _("prefecture")
        COUNTY = 3, _("county")
        TOWNSHIP = 4, _("township")
        VILLAGE = 5, _("village")

    append_only: ClassVar = ("valid_to",)

    area = models.OneToOneField(Area, models.PROTECT, primary_key=True, related_name="division")
    # The official code of its time: 12 digits for a village, 9 for a township, 6 above.
    code = models.CharField(max_length=12)
    level = models.SmallIntegerField(choices=Level.choices)
    name = models.CharField(max_length=80)
    # The name without 民委员会, 办事处 …: what addresses say and lists are compared by (see `names`).
    folded_name = models.CharField(max_length=80)
    # First letters of the short name, for the picker: 天生村 → tsc.
    initials = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    urban_rural_class = models.CharField(max_length=3, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_division_per_code_and_time",
                expressions=[("code", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["folded_name"], name="division_name"),
            models.Index(fields=["parent"], name="division_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """`predecessor`, a village, became wholly or partly `successor` on a day; how it is known stands beside it.

    Towns have no successors: a town is not a function of a town. But where no list tells into which village another
    was merged, its successor is the town it lies in now, until somebody settles it from the decree.
    """

    class How(models.TextChoices):
        RENAME = "RENAME", _("renamed")
        RECODE = "RECODE", _("given another code")
        TRANSFER = "TRANSFER", _("transferred to another town")
        MERGE = "MERGE", _("merged")
        SPLIT = "SPLIT", _("split")

    class Rule(models.TextChoices):
        """See `comparison`: what told it, and how surely."""

        SAME_NAME = "SAME_NAME", _("same name in both lists (certain)")
        SAME_STEM = "SAME_STEM", _("same name, village became community (certain)")
        SAME_CODE = "SAME_CODE", _("same code and a similar name (probable)")
        TOWN_ONLY = "TOWN_ONLY", _("only the town is known, not the village")
        SETTLED = "SETTLED", _("settled by an officer")

    # A settlement in error is withdrawn; the lists' own are not.
    append_only: ClassVar = ("withdrawn_at",)

    predecessor = models.ForeignKey(Division, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Division, models.PROTECT, related_name="predecessions")
    happened_on = models.DateField()
    how = models.CharField(max_length=10, choices=How.choices)
    rule = models.CharField(max_length=10, choices=Rule.choices)
    source = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                condition=Q(withdrawn_at=None),
                name="one_succession_per_pair",
            ),
        ]


class Grid(models.Model):
    """A grid worker's beat: some groups of a village, or a village."""

    area = models.OneToOneField(Area, models.PROTECT, primary_key=True, related_name="grid")
    name = models.CharField(max_length=80)
    village = models.ForeignKey(Division, models.PROTECT, related_name="grids")
    groups = models.CharField(max_length=200, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class Zone(models.Model):
    """A functional zone (开发区, 临空经济区): an overlay on towns and villages without a code of its own."""

    area = models.OneToOneField(Area, models.PROTECT, primary_key=True, related_name="zone")
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class ZoneMember(models.Model):
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="members")
    division = models.ForeignKey(Division, models.PROTECT, related_name="zones")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class Address(SealedRow):
    """One version of a standard address. `code` is permanent and opaque; segments may change under it.

    Segments 4 to 7 may be absent; group and estate are extensions of the seven (domain 4.7).
    """

    class Kind(models.TextChoices):
        RESIDENTIAL = "RESIDENTIAL", _("residential")
        COMMERCIAL = "COMMERCIAL", _("commercial")
        INSTITUTION = "INSTITUTION", _("institution")
        DORMITORY = "DORMITORY", _("dormitory")
        CONSTRUCTION_SITE = "CONSTRUCTION_SITE", _("construction site")
        TEMPORARY = "TEMPORARY", _("temporary")
        VIRTUAL = "VIRTUAL", _("virtual seat")

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=16)
    village = models.ForeignKey(Division, models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.RESIDENTIAL)
    group_no = models.CharField(max_length=20, default="", blank=True)
    street = models.CharField(max_length=60, default="", blank=True)
    estate = models.CharField(max_length=60, default="", blank=True)
    plate_no = models.CharField(max_length=30, default="", blank=True)
    building_no = models.CharField(max_length=20, default="", blank=True)
    unit_no = models.CharField(max_length=20, default="", blank=True)
    floor_no = models.CharField(max_length=10, default="", blank=True)
    room_no = models.CharField(max_length=20, default="", blank=True)
    rendered = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_version_per_address_and_time",
                expressions=[("code", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
                condition=Q(recorded_to=None),
            ),
            models.UniqueConstraint(
                fields=[
                    *("village", "group_no", "street", "estate", "plate_no"),
                    *("building_no", "unit_no", "floor_no", "room_no"),
                ],
                condition=Q(recorded_to=None, valid_to=None),
                name="one_address_per_door",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="address_dates"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["village", "code"], name="address_village"),
            # Collation C: the index serves the beginnings of street names too.
            models.Index(fields=["street", "village"], name="address_street"),
        ]

    def __str__(self) -> str:
        return self.rendered


say("one_division_per_code_and_time", _("A division with this code stands already in that time."))
say("one_succession_per_pair", _("This successor is recorded already."))
say("one_version_per_address_and_time", _("This address has another version in that time."))
say("one_address_per_door", _("This address is there already. Pick it instead of adding it again."))
