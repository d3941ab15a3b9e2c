"""The register, on two time axes.

`valid_from/valid_to` is the law's time (whole days; `valid_to` is the first day it no longer holds; "on D" means the
end of D), `recorded_from/recorded_to` is when we knew it. Rows are added and closed, never changed.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import VALID
from banji.addresses.models import Address, Division
from banji.audit.seals import SealedRow
from banji.foundation.ids import uuid7
from banji.foundation.models import Secret


class Person(models.Model):
    """Somebody, for ever. What is known of him stands in dated rows.

    The one column the site may set later is also what lets it lock the row: see `locks`.
    """

    append_only: ClassVar = ("external_ref",)

    id = models.UUIDField(primary_key=True, default=uuid7)
    # The identifier in the register of record, when that is not ours (departments/police).
    external_ref = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_ref"], condition=~Q(external_ref=""), name="one_person_per_ref"
            )
        ]


class Household(models.Model):
    """A household, for ever; its number, kind and seat stand in dated rows. Locked like a person: see `locks`."""

    append_only: ClassVar = ("external_ref",)

    id = models.UUIDField(primary_key=True, default=uuid7)
    # The number under which the earlier register handed it over: a later load finds it again by this.
    external_ref = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["external_ref"], condition=~Q(external_ref=""), name="one_household_per_ref"
            )
        ]


class TwoAxes(SealedRow):
    """A row that holds from one day to another, as far as we know it."""

    id = models.BigAutoField(primary_key=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # The event that began this row: one per load and person where history was taken over, or none.
    event_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


def dates(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name=name)


class Particulars(TwoAxes):
    """Who a person is: names, sex, birth, number (常住人口登记表, domain 4.9)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="particulars", db_index=False)
    name = models.CharField(max_length=100)
    # Helper columns of the name, never shown: sort key, initials, comparing form (identity.names).
    name_key = models.CharField(max_length=300)
    name_initials = models.CharField(max_length=60)
    name_folded = models.CharField(max_length=100)
    # Pairs of neighbouring characters and of initials: how two characters anywhere in a name find it (`SearchRow`).
    name_grams = ArrayField(models.CharField(max_length=2))
    name_has_pua = models.BooleanField(default=False)
    former_name = models.CharField(max_length=100, default="", blank=True)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField(null=True)
    ethnicity = models.CharField(max_length=2, default="", blank=True)
    number = models.ForeignKey(Secret, models.PROTECT, null=True, related_name="+")
    phone = models.ForeignKey(Secret, models.PROTECT, null=True, related_name="+", db_index=False)
    native_place = models.CharField(max_length=100, default="", blank=True)
    birth_place = models.CharField(max_length=100, default="", blank=True)
    education = models.CharField(max_length=2, default="", blank=True)
    marital_status = models.CharField(max_length=2, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_set_of_particulars",
                expressions=[("person", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
                condition=Q(recorded_to=None),
            ),
            dates("particulars_dates"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="particulars_person"),
            models.Index(OpClass("name_folded", "text_pattern_ops"), name="particulars_name"),
        ]


class SearchRow(models.Model):
    """What the search box looks through: one row a person, derived from what stands of him and who he was before.

    Nothing is registered here, and nobody is shown from it: see `search_rows`, which writes it.
    """

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="search_row")
    # Where he is (or was last) registered; `absent`: dead, departed, on the way, or never registered.
    village = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+", db_index=False)
    absent = models.BooleanField()
    # Collation C: their indexes serve beginnings, and rows come out of them in order.
    name_folded = models.CharField(max_length=100, db_collation="C")
    name_initials = models.CharField(max_length=60, db_collation="C")
    name_key = models.CharField(max_length=300, db_collation="C")
    # Former names and those of rows that hold no longer, folded, with a space between two; cut to what an index holds.
    formerly = models.CharField(max_length=200, default="", blank=True, db_collation="C")
    birth_year = models.SmallIntegerField(null=True)
    grams = ArrayField(models.CharField(max_length=2))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["absent", "name_folded", "person"], include=["village"], name="search_row_name"
            ),
            models.Index(
                fields=["absent", "name_initials", "name_key", "person"],
                include=["village"],
                name="search_row_sound",
            ),
            # A station's people are looked through here without their rows.
            models.Index(
                fields=["village"],
                include=[
                    *(
                        "absent",
                        "name_folded",
                        "name_initials",
                        "name_key",
                        "formerly",
                        "birth_year",
                        "person",
                    ),
                ],
                name="search_row_area",
            ),
            GinIndex(fields=["grams"], fastupdate=False, name="search_row_grams"),
        ]


class HouseholdParticulars(TwoAxes):
    """A household's number, kind and seat."""

    class Kind(models.TextChoices):
        FAMILY = "FAMILY", _("family household")
        COLLECTIVE = "COLLECTIVE", _("collective household")
        PUBLIC_COLLECTIVE = "PUBLIC_COLLECTIVE", _("public collective household")

    household = models.ForeignKey(Household, models.PROTECT, related_name="particulars", db_index=False)
    household_no = models.CharField(max_length=30)
    household_type = models.CharField(max_length=20, choices=Kind.choices)
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="+", db_index=False)
    address_text = models.CharField(max_length=300)
    village = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_state_per_household",
                expressions=[("household", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
                condition=Q(recorded_to=None),
            ),
            dates("household_dates"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["household"], name="household_particulars"),
            models.Index(fields=["household_no"], name="household_no"),
            models.Index(fields=["village"], name="household_village"),
            # Three neighbouring characters of an address as it is written.
            GinIndex(
                OpClass("address_text", "gin_trgm_ops"),
                fastupdate=False,
                condition=Q(recorded_to=None),
                name="household_address_text",
            ),
        ]


class HeadTask(SealedRow):
    """Somebody has to be chosen head of a family household that has members and no head. Ends when there is one, or
    nobody is left."""

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="head_tasks", db_index=False)
    since = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(recorded_to=None), name="one_head_task_per_household"
            )
        ]


class RegisterEvent(SealedRow):
    """Something that happened to a person's registration (户口变动). Corrected by a later event that names it."""

    class Kind(models.TextChoices):
        LOADED = "LOADED", _("taken over from the earlier register")
        MIRRORED = "MIRRORED", _("recorded as the register of record has it")
        # Into the register.
        BIRTH = "BIRTH", _("registered on birth")
        BACK_REGISTER = "BACK_REGISTER", _("registered late, having been without registration")
        MOVE_IN = "MOVE_IN", _("moved in from outside the city")
        # Restored from a day on; or, where it names the cancellation it revokes, as if that had never been.
        RESTORE = "RESTORE", _("restored")
        # Within it.
        MOVE_WITHIN = "MOVE_WITHIN", _("moved within the city")
        DIVIDE = "DIVIDE", _("household divided")
        MERGE = "MERGE", _("households merged")
        NEW_HEAD = "NEW_HEAD", _("new head of the household")
        CHANGE = "CHANGE", _("particulars changed")
        CORRECT = "CORRECT", _("an error corrected")
        REVOKE = "REVOKE", _("an earlier event revoked")
        # Out of it.
        MOVE_OUT = "MOVE_OUT", _("moved out of the city, on the way")
        REISSUE = "REISSUE", _("migration certificate issued again")
        CANCEL = "CANCEL", _("cancelled, not on death")
        CANCEL_DEATH = "CANCEL_DEATH", _("cancelled on death")

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.ForeignKey(Person, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    event_date = models.DateField()
    # Order within one day; "on D" means the end of D.
    seq = models.IntegerField()
    reason = models.TextField(default="", blank=True)
    details = models.JSONField(default=dict)
    case_no = models.CharField(max_length=40, default="", blank=True)
    revokes = models.ForeignKey("self", models.PROTECT, null=True, related_name="revoked_by")
    decided_by = models.CharField(max_length=120)
    external_ref = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "event_date", "seq"], name="one_event_per_place_in_day"
            ),
            models.UniqueConstraint(
                fields=["external_ref"], condition=~Q(external_ref=""), name="one_event_per_external_ref"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["event_date", "kind"], name="event_date_kind")]

    @property
    def needs_new_head(self) -> bool:
        """The head of a household in which others stay registered is gone: somebody has to choose another."""
        return bool(self.details.get("was_head")) and not self.book_voided

    @property
    def book_voided(self) -> bool:
        """Nobody is left in the household; its book is void (公通字〔2021〕12号 Art 34)."""
        return bool(self.details.get("book_voided"))


class EventConfirmation(models.Model):
    """The register of record has taken an event of ours over, under its own reference."""

    append_only: ClassVar = ()

    event = models.OneToOneField(RegisterEvent, models.PROTECT, primary_key=True, related_name="confirmation")
    external_ref = models.CharField(max_length=60, unique=True)
    confirmed_at = models.DateTimeField()


class Registration(TwoAxes):
    """Where, in which household and in which state a person is registered: one status chain per person."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("registered")
        IN_TRANSIT = "IN_TRANSIT", _("in transit")
        CANCELLED = "CANCELLED", _("cancelled")

    class CancelReason(models.TextChoices):
        """Domain 5.12, and what an earlier register could not say."""

        DEATH = "DEATH", _("death")
        ENLISTED = "ENLISTED", _("enlisted in the army")
        SETTLED_ABROAD = "SETTLED_ABROAD", _("settled abroad")
        NATIONALITY_LOST = "NATIONALITY_LOST", _("nationality lost")
        MOVED_OUT = "MOVED_OUT", _("moved to another city")
        DUPLICATE = "DUPLICATE", _("duplicate registration")
        FALSE = "FALSE", _("false registration")
        OTHER = "OTHER", _("another reason")

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations", db_index=False)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="registrations", db_index=False
    )
    status = models.CharField(max_length=10, choices=Status.choices)
    cancel_reason = models.CharField(max_length=30, choices=CancelReason.choices, default="", blank=True)
    relation_to_head = models.CharField(max_length=2, default="", blank=True)
    # The address triple: the standard address (may be unknown), the text as written, the village of the time.
    address = models.ForeignKey(Address, models.PROTECT, null=True, related_name="registrations")
    address_text = models.CharField(max_length=300)
    village = models.ForeignKey(Division, models.PROTECT, related_name="registrations", db_index=False)
    legacy_hukou_category = models.CharField(max_length=16, default="NONE")
    legacy_as_of = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_status_at_every_instant",
                expressions=[("person", RangeOperators.EQUAL), (VALID, RangeOperators.OVERLAPS)],
                condition=Q(recorded_to=None),
            ),
            dates("registration_dates"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="registration_person"),
            models.Index(fields=["household"], name="registration_household"),
            models.Index(fields=["village", "status"], name="registration_village"),
            # What changed in a month: whose state began or ended in it.
            models.Index(fields=["valid_from"], name="registration_begins"),
            models.Index(fields=["valid_to"], condition=Q(valid_to__isnull=False), name="registration_ends"),
        ]


class Survivor(SealedRow):
    """A registration that was cancelled as somebody's second one, and the person under whom it goes on (重户). Written and
    closed with the cancellation; the survivor may himself be merged later, so the way on is a chain."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    survivor = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    # The cancellation; the case by which it was decided stands in it.
    event = models.ForeignKey(RegisterEvent, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(recorded_to=None), name="one_survivor_per_person"
            ),
            models.CheckConstraint(condition=~Q(person=F("survivor")), name="survivor_is_somebody_else"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["survivor"], condition=Q(recorded_to=None), name="survivor_back"),
        ]


class SignOfLife(SealedRow):
    """Somebody was seen or heard alive on a day. Any matter writes them; a later one contradicts a death."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="signs_of_life", db_index=False)
    kind = models.CharField(max_length=30)
    happened_on = models.DateField()
    source = models.CharField(max_length=120)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "happened_on"], name="sign_of_life_person")]


class IdCard(SealedRow):
    """A resident identity card: generation, dates, and when it was voided or noted lost."""

    class State(models.TextChoices):
        IN_USE = "IN_USE", _("in use")
        VOIDED = "VOIDED", _("voided")
        LOST = "LOST", _("noted as lost")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="id_cards", db_index=False)
    generation = models.SmallIntegerField()
    issued_on = models.DateField(null=True)
    # The last day printed on it; empty when the card holds for good (长期).
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_USE)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person"], name="id_card_person")]


class Load(models.Model):
    """One bulk load of a register: what came, what was taken, what was refused and why.

    `recorded_from` is the stamp of all its rows. While the load is not done nobody is told what was known at that
    time or later (`queries.watermark`).
    """

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("running")
        DONE = "DONE", _("done")
        FAILED = "FAILED", _("refused as a whole")

    FIRST, LATER = "first", "later"

    append_only: ClassVar = (
        *("kind", "state", "stage", "recorded_from", "accepted", "known", "rejected", "warned"),
        *("tables", "ended_at", "message"),
    )

    id = models.UUIDField(primary_key=True, default=uuid7)
    label = models.CharField(max_length=120)
    # Of the content of the three tables: the same folder twice is one load.
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    stage = models.CharField(max_length=40, default="")
    recorded_from = models.DateTimeField()
    accepted = models.BigIntegerField(default=0)
    # People who were here already and whom the load has left as they are.
    known = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    warned = models.BigIntegerField(default=0)
    # By table of the format: {"received", "accepted", "refused"}; what is left was here already (`loading.counts`).
    tables = models.JSONField(default=dict)
    message = models.TextField(default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
