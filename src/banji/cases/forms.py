"""The form of a step, made from what the table asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

from django import forms
from django.core import signing
from django.core.files import File
from django.http import QueryDict
from django.utils.translation import gettext as _

from banji.accounts.pages.answers import sentence
from banji.cases.models import Case, Notice
from banji.cases.procedure import Ask, FactKind, Step
from banji.cases.showing import showing_of
from banji.cases.views import SERVED
from banji.files.kinds import PAPERS
from banji.files.models import StoredFile
from banji.files.operations import store
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

_KEPT = "cases.kept_file"
KEPT_FOR = 3600


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """`facts` is what the officer stated, ready for `runner.take`; a file once stored survives a refusal."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, row: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.row = case, row
        # A row that may be left out is not asked for where the case has none.
        self.asks = [
            ask for ask in row.asks if ask.required or ask.kind is not FactKind.ROW or _rows(case, ask)
        ]
        for ask in self.asks:
            self.fields[ask.name] = _FIELDS[ask.kind](case, ask)
            if ask.kind is FactKind.FILE:
                self.fields[_kept(ask.name)] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["reason"] = forms.CharField(
            label=_("Ground of the step") if row.reasoned else _("Remark"),
            required=row.reasoned,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Kept with the step."),
        )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields the officer sees."""
        return self.visible_fields()

    def facts(self, *, by: Actor) -> dict[str, object]:
        """What was stated. Stores a scan that came along; raises `Refused` for one that is not accepted."""
        stated: dict[str, object] = {}
        for ask in self.asks:
            value = self.cleaned_data.get(ask.name)
            if ask.kind is FactKind.FILE:
                value = self._file(ask.name, value, by)
            if value not in {None, "", False}:
                stated[ask.name] = value
        return stated

    def _file(self, name: str, upload: File[bytes] | None, by: Actor) -> StoredFile | None:
        if upload is not None:
            return store_scan(self, upload, _kept(name), by=by)
        return kept(self.cleaned_data[_kept(name)])

    def refuse(self, refusal: Refused) -> None:
        """Say above the form why the step was not taken; what was typed stays."""
        self.add_error(None, sentence(refusal))
        for ask in self.row.asks:
            stored = kept(self.data.get(_kept(ask.name), "")) if ask.kind is FactKind.FILE else None
            if stored:
                self.fields[ask.name].help_text = _("%(name)s is kept and need not be sent again.") % {
                    "name": stored.name
                }


def store_scan(form: forms.Form, upload: File[bytes], kept_in: str, *, by: Actor) -> StoredFile:
    """Store a scan that came with a form, and note it in a hidden field: a refusal does not ask for it again."""
    stored = store(cast("BinaryIO", upload.file), name=upload.name or "", by=by, accept=PAPERS)
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix(kept_in)] = keep(stored)
    form.data = data
    return stored


def keep(stored: StoredFile) -> str:
    return signing.dumps(str(stored.pk), salt=_KEPT)


def kept(text: str) -> StoredFile | None:
    """The file a form stored a moment ago; None for anything that we did not sign."""
    try:
        return StoredFile.objects.filter(pk=signing.loads(text, salt=_KEPT, max_age=KEPT_FOR)).first()
    except signing.BadSignature:
        return None


def _kept(name: str) -> str:
    return f"{name}_kept"


def _common(ask: Ask) -> dict[str, Any]:
    return {"label": ask.title, "required": ask.required, "help_text": ask.help}


def _choice(case: Case, ask: Ask, options: list[tuple[str, Any]]) -> forms.Field:
    empty = [("", _("choose"))] if len(options) != 1 else []
    return forms.ChoiceField(choices=[*empty, *options], **_common(ask))


def _rows(case: Case, ask: Ask) -> list[tuple[str, Any]]:
    return list(showing_of(case.kind).choices(case, ask.name))


def _notices(case: Case) -> list[tuple[str, str]]:
    """The notices in force; those still to be served first."""
    rows = Notice.objects.filter(case=case, recorded_to=None, addressee_kind__in=SERVED).order_by("id")
    served = set(rows.filter(services__recorded_to=None, services__isnull=False).values_list("pk", flat=True))
    return [
        (str(row.pk), f"{row.number} · {row.addressee}" + (f" ({_('served')})" if row.pk in served else ""))
        for row in sorted(rows, key=lambda row: row.pk in served)
    ]


_FIELDS: Mapping[FactKind, Callable[[Case, Ask], forms.Field]] = {
    FactKind.TEXT: lambda case, ask: forms.CharField(max_length=120, **_common(ask)),
    FactKind.LONG_TEXT: lambda case, ask: forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), **_common(ask)
    ),
    FactKind.DATE: lambda case, ask: forms.DateField(widget=DayInput(), **_common(ask)),
    FactKind.CHOICE: lambda case, ask: _choice(case, ask, list(ask.choices)),
    FactKind.YES_NO: lambda case, ask: forms.BooleanField(**(_common(ask) | {"required": False})),
    FactKind.NOTICE: lambda case, ask: _choice(case, ask, _notices(case)),
    FactKind.ROW: lambda case, ask: _choice(case, ask, _rows(case, ask)),
    FactKind.NUMBER: lambda case, ask: forms.CharField(
        max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}), **_common(ask)
    ),
    FactKind.FILE: lambda case, ask: forms.FileField(**_common(ask)),
    FactKind.REGISTRATION: lambda case, ask: forms.IntegerField(
        widget=forms.HiddenInput, required=ask.required
    ),
}
