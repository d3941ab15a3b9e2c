"""Which moment a reader asks for: a day of the law's time, and an instant of our knowledge."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.register.queries.axes import Moment, must_be_certain


class KnownField(forms.DateTimeField):
    """An instant about which the register's answer is certain for ever."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=gettext_lazy("As the register knew it at"),
            required=False,
            widget=forms.DateTimeInput(
                attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
            ),
            help_text=gettext_lazy("Empty: as it is known now."),
            **more,
        )

    def clean(self, value: Any) -> datetime | None:
        known_at: datetime | None = super().clean(value)
        if known_at:
            try:
                must_be_certain(known_at)
            except Refused as refusal:
                said = (str(part) for part in (refusal.message, refusal.remedy) if part)
                raise forms.ValidationError(" ".join(said)) from refusal
        return known_at


class MomentForm(forms.Form):
    """ "As it was on that day" and "as we knew it at that instant"."""

    valid_on = forms.DateField(
        label=gettext_lazy("As it was at the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    known_at = KnownField()

    @classmethod
    def asked(cls, given: QueryDict) -> Self:
        """Bound only if the reader has asked for another moment."""
        return cls(given if cls.base_fields.keys() & given.keys() else None)

    @property
    def moment(self) -> Moment | None:
        """What is asked for; None where nothing is, or nothing that makes sense: the form then says why."""
        if not self.is_valid():
            return None
        return Moment(self.cleaned_data["valid_on"] or clock.today(), self.cleaned_data["known_at"])
