"""Who is cancelled and still stands on a payer's list, and when payers stopped. Amounts and accounts are not known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Organisation
from banji.addresses.models import Division
from banji.audit.seals import SealedRow
from banji.exchange.models import InboundRow, Message
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.matters.payments.procedure import CLOSED, PROCEDURE, Outcome
from banji.register.models import Person


class StillPaid(SealedRow):
    """One state of one item: a dead person on one payer's list for one benefit. The row that stands is the present;
    those before it, with the same `item`, are its history, each with the step that made it."""

    id = models.BigAutoField(primary_key=True)
    item = models.UUIDField(default=uuid7)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    benefit = models.CharField(max_length=30)  # a code of `benefits`
    unit = models.CharField(max_length=120, default="", blank=True)  # of a payroll
    # Of the registration that was cancelled: who answers for it looks at the item.
    village = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False)
    # The newest row that still has the person, and the day its list came.
    row = models.ForeignKey(InboundRow, models.PROTECT, related_name="+", db_index=False)
    listed_on = models.DateField()
    # Number and name agree; else a clerk has decided, and the officer who tells the payer looks again.
    sure = models.BooleanField()
    died_on = models.DateField(null=True)
    cancelled_on = models.DateField()
    found_on = models.DateField()
    told_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=[(s.code, s.title) for s in PROCEDURE.states])
    outcome = models.CharField(max_length=20, choices=Outcome.CHOICES, default="", blank=True)
    # The step that led here, and who took it.
    step = models.CharField(max_length=20)
    taken_by = models.CharField(max_length=120)
    role = models.CharField(max_length=30, default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(recorded_to=None), name="one_present_state_per_item"
            ),
            models.UniqueConstraint(
                fields=["person", "payer", "benefit", "unit"],
                condition=Q(recorded_to=None) & ~Q(state=CLOSED),
                name="one_open_item_per_benefit",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=Outcome.STOPS) | Q(stopped_on__isnull=False),
                name="stopped_has_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["item", "id"], name="still_paid_history"),
            models.Index(fields=["person"], name="still_paid_person"),
            models.Index(fields=["village", "state"], condition=Q(recorded_to=None), name="still_paid_area"),
            models.Index(fields=["payer", "state"], condition=Q(recorded_to=None), name="still_paid_payer"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state != CLOSED


class PayerTold(SealedRow):
    """One payer told of one death, item or not, and the day he says payment stopped: what the lag is counted from."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False)
    died_on = models.DateField(null=True)
    cancelled_on = models.DateField()
    told_on = models.DateField()
    stopped_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    # The message that told him first.
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "payer"], condition=Q(recorded_to=None), name="told_once_per_payer"
            ),
            models.CheckConstraint(
                condition=Q(stopped_on=None) | Q(answered_on__isnull=False), name="stop_was_answered"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["payer", "answered_on"], condition=Q(recorded_to=None), name="payer_told_payer"
            ),
            models.Index(fields=["village"], condition=Q(recorded_to=None), name="payer_told_area"),
        ]


say("one_open_item_per_benefit", _("There is an open item for this person, payer and benefit already."))
say("one_present_state_per_item", _("Somebody else worked on this item at the same moment. Open it again."))
say("told_once_per_payer", _("This payer was noted as told at the same moment."))
