"""Organisations, accounts, posts, who holds them, and the areas they answer for. Everything is dated."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.roles import ADMINISTRATORS, Role
from banji.foundation.errors import say


class DateRange(Func):
    """`daterange(valid_from, valid_to)`: from its first day up to, not including, its last."""

    function = "daterange"
    output_field = DateRangeField()


VALID = DateRange(F("valid_from"), F("valid_to"))

BUSINESS = "BUSINESS"
DUTIES = [(BUSINESS, _("business")), *((role.value, role.label) for role in Role if role in ADMINISTRATORS)]


class Area(models.Model):
    """Anything a post can answer for: a division, a grid or a functional zone (each has its own table)."""

    DIVISION, GRID, ZONE = "division", "grid", "zone"

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(
        max_length=8, choices=[(DIVISION, _("division")), (GRID, _("grid")), (ZONE, _("zone"))]
    )


class Organisation(models.Model):
    """A department, station, committee, school, landlord or employer: all alike, with members and own rows only."""

    class Kind(models.TextChoices):
        CITY_GOV = "CITY_GOV", _("city government")
        PSB_CITY = "PSB_CITY", _("city public security bureau")
        PSB_COUNTY = "PSB_COUNTY", _("county public security bureau")
        POLICE_STATION = "POLICE_STATION", _("police station")
        DEPARTMENT = "DEPARTMENT", _("department")
        COMMITTEE = "COMMITTEE", _("village or neighbourhood committee")
        SCHOOL = "SCHOOL", _("school")
        LANDLORD = "LANDLORD", _("landlord")
        EMPLOYER = "EMPLOYER", _("employer")

    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, default="", blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # CIVIL_AFFAIRS, HEALTH, HRSS … a text code of the city package, never an enumeration: departments are renamed.
    department = models.CharField(max_length=40, default="", blank=True)
    credit_code = models.CharField(max_length=18, default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    phone = models.CharField(max_length=40, default="", blank=True)
    address_text = models.CharField(max_length=200, default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(valid_to=None),
                name="one_organisation_per_credit_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="organisation_dates"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "department"], name="organisation_kind")]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A person who signs in. An officer acts through the posts he holds; a citizen only for `person_id`."""

    OFFICER, CITIZEN = "officer", "citizen"

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    kind = models.CharField(max_length=8, choices=[(OFFICER, _("officer")), (CITIZEN, _("citizen"))])
    # The citizen's record. No foreign key: the register stands above this room.
    person_id = models.UUIDField(null=True, unique=True)
    is_active = models.BooleanField(default=True)
    # A password somebody else has set opens nothing but the page where it is changed.
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class PreviousPassword(models.Model):
    """The hash of a password once used, so that it is not used again (GB/T 22239, 8.1.4.1)."""

    append_only: ClassVar = ()

    account = models.ForeignKey(Account, models.PROTECT, related_name="previous_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)


class Post(models.Model):
    """A desk with a role in an organisation. Cases, tasks and areas belong to it; people come and go."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "role"], name="post_role")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"


class Holding(models.Model):
    """Who holds a post, and from when to when: one holder at a time, and beside him a deputy."""

    HOLDER, DEPUTY = "holder", "deputy"

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="holdings")
    capacity = models.CharField(max_length=6, choices=[(HOLDER, _("holder")), (DEPUTY, _("deputy"))])
    # A deputy acts while the holder is away or the post is empty; one who `always_acts` does so at any time.
    always_acts = models.BooleanField(default=False)
    # The administrator's role, or "BUSINESS": what the separation of the three administrators is checked on.
    duty = models.CharField(max_length=20, choices=DUTIES)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="separated_administrators",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("duty", RangeOperators.NOT_EQUAL),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_holder_per_post",
                expressions=[("post", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
                condition=Q(capacity="holder"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="holding_dates"
            ),
        ]


class Leave(models.Model):
    """Days on which the holder is away and the deputy's word counts as the post's."""

    holding = models.ForeignKey(Holding, models.PROTECT, related_name="leaves")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=120, default="", blank=True)


class Jurisdiction(models.Model):
    """An area an organisation answers for; with `post`, only that post of it (a grid worker's grid)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="jurisdictions")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="jurisdictions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="jurisdictions")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_row_per_area_and_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (Func(F("post"), -1, function="coalesce"), RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (VALID, RangeOperators.OVERLAPS),
                ],
            )
        ]


class ApiClient(models.Model):
    """The organisation for which a program signs in. allauth keeps the client itself; its secret only as a hash."""

    client_id = models.CharField(max_length=100, primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_clients")


say("one_organisation_per_credit_code", _("Another organisation already carries this credit code."))
say("one_holder_per_post", _("Somebody else holds this post in that time. Hand the post over instead."))
say("one_row_per_area_and_time", _("The organisation already answers for this area in that time."))
say(
    "separated_administrators",
    _(
        "System, security and audit administrator are three different people, and none of them does business"
        " (GB/T 22239-2019, 8.1.5). End the other post of this person first, or appoint somebody else."
    ),
)
