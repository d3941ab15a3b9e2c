"""What is asked with a step of an item."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from banji.accounts.pages.answers import DayInput
from banji.foundation.actors import Actor
from banji.matters.payments import operations
from banji.matters.payments.models import StillPaid


class StepForm(forms.Form):
    """Every step carries the row the officer had before him."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class Tell(StepForm):
    same_person = forms.BooleanField(
        label=_("I have compared the two records: it is the same person"),
        help_text=_("Number and name did not both agree."),
    )


class Reason(StepForm):
    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the item."),
        max_length=1000,
    )


class Stopped(StepForm):
    stopped_on = forms.DateField(
        label=_("Nothing has been paid since"),
        widget=DayInput(),
        help_text=_("The day only. What was paid, and how much, is not asked here."),
    )


def form_of(name: str, item: StillPaid) -> type[StepForm]:
    """The form of a step. Raises `KeyError` for a step nobody takes on a page."""
    if name == "tell":
        return StepForm if item.sure else Tell
    return _FORMS[name]


_FORMS: dict[str, type[StepForm]] = {"stopped": Stopped} | dict.fromkeys(
    ("not_due", "said_alive", "accept", "tell_again", "dismiss", "reopen"), Reason
)
_OPERATIONS: dict[str, Callable[..., StillPaid]] = {
    "tell": operations.tell,
    "stopped": operations.answer_stopped,
    "not_due": operations.answer_not_due,
    "said_alive": operations.answer_alive,
    "accept": operations.accept,
    "tell_again": operations.tell_again,
    "dismiss": operations.dismiss,
    "reopen": operations.reopen,
}


def take(name: str, item: UUID, given: dict[str, object], *, by: Actor) -> StillPaid:
    """Take the step with what the form gave."""
    return _OPERATIONS[name](item, by=by, **given)
