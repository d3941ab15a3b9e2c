"""A visit and what came of it; a form that is being filled in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Account, Organisation
from banji.audit.seals import SealedRow
from banji.foundation.errors import say
from banji.foundation.ids import uuid7
from banji.register.models import Household, Person


class VisitRecord(SealedRow):
    """Somebody came: taken up, told once and in writing what is missing, or refused with article and remedy.

    Nobody is sent away without one (拒收, `domain.md` 2.10); the first officer to be asked stays named (公通字〔2021〕12号 Art 8).
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "ACCEPTED", _("taken up")
        MISSING = "MISSING", _("papers missing, told once and in writing")
        REFUSED = "REFUSED", _("refused in writing")

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=40, unique=True)
    # The page gives the form its id, so that one sent twice is taken once.
    form_id = models.UUIDField(null=True)
    station = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=40)  # a code of `items`, or of the matter that took the visit
    title = models.CharField(max_length=120)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    applicant = models.CharField(max_length=120)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    # [{"paper": id of law/papers.yaml, "document_no": …}]
    papers = models.JSONField(default=list)
    # Groups of ids, of each of which one paper is enough, and the list they stand on.
    missing = models.JSONField(default=list)
    step = models.CharField(max_length=80, default="", blank=True)
    ground = models.CharField(max_length=40, default="", blank=True)  # a code of law/refusals.yaml
    article = models.CharField(max_length=120, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    remedy = models.TextField(default="", blank=True)
    promised_on = models.DateField(null=True)
    case_no = models.CharField(max_length=40, default="", blank=True)
    events = models.JSONField(default=list)
    officer = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form_id"], name="one_visit_per_form"),
            models.CheckConstraint(
                condition=~Q(outcome="REFUSED") | (~Q(article="") & ~Q(reason="") & ~Q(remedy="")),
                name="refusal_has_its_article",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="MISSING") | ~Q(missing=[]), name="missing_says_what"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["station", "-at"], name="visit_station")]

    def __str__(self) -> str:
        return self.number


class Draft(models.Model):
    """A form that an officer is filling in; gone when it is sent, or after its term."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    item = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    data = models.JSONField(default=dict)
    changed_at = models.DateTimeField()


say("one_visit_per_form", _("This form has been sent already."))
say(
    "refusal_has_its_article",
    _("A refusal names its reason, its article and what the person can do instead."),
)
say("missing_says_what", _("A one-time notice says what is missing."))
