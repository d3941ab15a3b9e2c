"""What is asked for a list, and for a decision about one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Division
from banji.register.purposes import OFFERED


class Why(forms.CharField):
    """A reason in one's own words."""

    widget = forms.Textarea(attrs={"rows": 3})


class AskForm(forms.Form):
    age_from = forms.IntegerField(label=_("From which age?"), min_value=0, max_value=150, required=False)
    age_to = forms.IntegerField(label=_("Up to which age?"), min_value=0, max_value=150, required=False)
    purpose = forms.ChoiceField(label=_("What do you need it for?"), choices=OFFERED)
    reason = Why(label=_("Why is a list needed?"), max_length=1000)
    whole_numbers = forms.BooleanField(label=_("With whole citizen numbers"), required=False)
    numbers_reason = Why(label=_("Why whole numbers?"), max_length=1000, required=False)

    def __init__(self, villages: list[Division], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(v.pk, f"{v.parent.name} {v.name}" if v.parent else v.name) for v in villages]
        self.fields["villages"] = forms.TypedMultipleChoiceField(
            label=_("Of which villages?"), coerce=int, widget=forms.CheckboxSelectMultiple, choices=named
        )
        self.order_fields(["villages"])


class DecideForm(forms.Form):
    reason = Why(
        label=_("Why?"), max_length=1000, help_text=_("Kept with the request, and seen by who asked.")
    )
    whole_numbers = forms.BooleanField(
        label=_("Whole citizen numbers are needed for this work"), required=False
    )

    def __init__(self, *args: Any, whole_numbers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole_numbers:
            del self.fields["whole_numbers"]
