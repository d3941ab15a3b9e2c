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
    # The name compared without 村民委员会, 社区居委会, 办事处 …: lists spell one unit in many ways.
    folded_name = models.CharField(max_length=80)
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
    """`predecessor` became, wholly or partly, `successor` on a day. Villages are mapped, never towns."""

    append_only: ClassVar = ()

    predecessor = models.ForeignKey(Division, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Division, models.PROTECT, related_name="predecessions")
    happened_on = models.DateField()
    how = models.CharField(max_length=10)  # RENAME, MERGE, SPLIT, TRANSFER
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair"),
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
        indexes: ClassVar = [models.Index(fields=["village", "code"], name="address_village")]

    def __str__(self) -> str:
        return self.rendered
