"""The inbox and the outbox. An inbound row is kept as sent; a message is written in the act's own transaction."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Organisation
from banji.files.models import StoredFile
from banji.foundation.ids import uuid7


class Batch(models.Model):
    """One list as received. The same content sent twice is one batch."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("received")
        READING = "READING", _("being read")
        READ = "READ", _("read")
        REFUSED = "REFUSED", _("refused")

    append_only: ClassVar = ("state", "message", "message_code", "reading", "read_at")

    id = models.UUIDField(primary_key=True, default=uuid7)
    feed = models.CharField(max_length=60)  # civil_affairs.cremations …: a key of the catalogue
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="batches")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, default="", blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    # Why it was refused: a code of the feed's reasons, and what to put into its sentence.
    message_code = models.CharField(max_length=40, default="", blank=True)
    message = models.JSONField(default=dict)
    # How it was read: sheet, header row, columns recognised, lines that are no rows and why, warnings.
    reading = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "sender", "file"], name="one_batch_per_content")
        ]
        indexes: ClassVar = [models.Index(fields=["sender", "received_at"], name="batch_sender")]


class InboundRow(models.Model):
    """One row of a list as sent (encrypted), and what became of it: exactly one of four outcomes.

    Retention purges `payload` through the owner's function and keeps hash, outcome and counts.
    """

    class Outcome(models.TextChoices):
        MATCHED = "MATCHED", _("matched")
        REVIEW = "REVIEW", _("to be reviewed")
        NOT_FOUND = "NOT_FOUND", _("not found")
        SET_ASIDE = "SET_ASIDE", _("set aside")

    append_only: ClassVar = ("outcome", "reason_code", "reason", "settled_at")

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", db_index=False)
    # The row of the sheet as the sender sees it, counted from 1.
    row_no = models.IntegerField()
    # Digest of the cleaned content: the same row in another list is not scored again.
    row_hash = models.BinaryField(max_length=32)
    payload = models.BinaryField(null=True)
    key_version = models.SmallIntegerField()
    # When it happened, and by when it had to be told, where the catalogue sets a term for each row.
    happened_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, null=True)
    # A code of `exchange.reasons`, and what to put into its sentence.
    reason_code = models.CharField(max_length=40, default="", blank=True)
    reason = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "row_no"], name="one_row_per_place"),
            models.CheckConstraint(
                condition=~Q(outcome="SET_ASIDE") | ~Q(reason_code=""), name="set_aside_with_a_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["row_hash"], name="inbound_row_hash"),
            models.Index(fields=["batch", "outcome"], name="inbound_row_outcome"),
            models.Index(fields=["id"], condition=Q(outcome="REVIEW"), name="inbound_row_review"),
        ]


class Message(models.Model):
    """A message of domain 5.11, one per change and subject. Never changed: corrected by another that replaces it.

    `payload` holds what any receiver may see; each receiver gets the fields of its own entry of the catalogue.
    """

    append_only: ClassVar = ()

    id = models.UUIDField(primary_key=True, default=uuid7)
    type = models.CharField(max_length=40)
    version = models.SmallIntegerField(default=1)
    purpose_code = models.CharField(max_length=40)
    legal_basis = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=60)
    # The person, case or other thing the order of messages is kept for.
    order_key = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    payload = models.BinaryField(null=True)
    key_version = models.SmallIntegerField()
    digest = models.BinaryField(max_length=32)
    case_no = models.CharField(max_length=40, default="", blank=True)
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order_key", "seq"], name="one_message_per_place_in_order")
        ]
        indexes: ClassVar = [models.Index(fields=["type", "created_at"], name="message_type")]


class Delivery(models.Model):
    """One message on its way to one receiver: a department, or a room inside that reacts to it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        SENT = "SENT", _("sent")
        DELIVERED = "DELIVERED", _("delivered")
        ACCEPTED = "ACCEPTED", _("accepted")
        PROCESSED = "PROCESSED", _("processed")
        CONFIRMED = "CONFIRMED", _("confirmed")
        REJECTED = "REJECTED", _("rejected")
        ASIDE = "ASIDE", _("set aside after repeated failure")
        OVERTAKEN = "OVERTAKEN", _("made void by a later message")

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    # "inside:deaths" for a reaction, "department:12" for an organisation.
    receiver = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    not_before = models.DateTimeField()
    in_flight_since = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    processed_at = models.DateTimeField(null=True)
    result = models.TextField(default="", blank=True)
    # A department is reminded once of what it has not answered.
    reminded_at = models.DateTimeField(null=True)
    # What was sent back has been looked at, and what came of it.
    closed_at = models.DateTimeField(null=True)
    closing = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "receiver"], name="one_delivery_per_receiver")
        ]
        indexes: ClassVar = [
            models.Index(fields=["not_before", "id"], condition=Q(state="WAITING"), name="delivery_to_do"),
            models.Index(fields=["organisation", "state"], name="delivery_organisation"),
            models.Index(fields=["id"], condition=Q(state="ASIDE"), name="delivery_aside"),
        ]


class Reply(models.Model):
    """An answer of a department to a message of ours, taken once; what it says stands in the message it became."""

    append_only: ClassVar = ()

    id = models.BigAutoField(primary_key=True)
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="replies")
    # The sender's own name for it: the same again changes nothing.
    message_id = models.UUIDField()
    reply_to = models.ForeignKey(Message, models.PROTECT, related_name="answers")
    type = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32)
    told = models.OneToOneField(Message, models.PROTECT, related_name="came_as")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "message_id"], name="one_reply_per_message_id")
        ]


class Endpoint(models.Model):
    """How an organisation takes its messages, which optional ones it has asked for, and whether its system answers.

    Without a row it works inside the platform: the messages stand in its liaison's inbox.
    """

    class Channel(models.TextChoices):
        PAGE = "PAGE", _("inbox on the platform")
        FILE = "FILE", _("signed file")
        HTTP = "HTTP", _("signed web request")

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True)
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.PAGE)
    address = models.CharField(max_length=400, default="", blank=True)
    optional_types = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # The shared key is derived, never kept: this number says which one is in use. The one before holds for a while.
    key_generation = models.SmallIntegerField(default=1)
    old_key_until = models.DateTimeField(null=True)
    # The circuit: since when nothing gets through, how often it was tried, when the next try may be.
    last_success_at = models.DateTimeField(null=True)
    down_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    probe_after = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=300, default="", blank=True)
    # One worker at a time hands over; one that was killed is followed by another after a while.
    busy_since = models.DateTimeField(null=True)
    # How many requests came from it in the present minute.
    heard_minute = models.DateTimeField(null=True)
    heard_count = models.IntegerField(default=0)


class Trouble(models.Model):
    """Something wrong with the exchange itself, from when to when; while it lasts, an alarm stands."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)  # one of `trouble.KINDS`
    subject = models.CharField(max_length=40)
    receiver = models.CharField(max_length=120)
    since = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(over_at=None), name="one_open_trouble"
            )
        ]
