"""What is asked while files are taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banji.register.importing.columns import columns_of, tables, title_of
from banji.register.importing.looking import Words
from banji.register.importing.mapping import LEFT_OUT, SheetMapping
from banji.register.importing.models import SavedMapping, Sheet
from banji.register.importing.vocabulary import choices

NOTHING = "-"
type Samples = dict[str, list[str]]
"""By heading, a few masked values."""


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    upload = FilesField(label=gettext_lazy("The files"))
    label = forms.CharField(
        label=gettext_lazy("What to call this load"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The name of the first file, if you leave it empty."),
    )


def table_choices() -> list[tuple[str, str]]:
    language = get_language() or "zh"
    named = [(table, title_of(table).in_language(language)) for table in tables()]
    return [("", _("say what it is")), *named, (LEFT_OUT, _("leave it out"))]


class MappingForm(forms.Form):
    """A picker of the file's headings for every column of the format, and of a code for every word."""

    save_as = forms.CharField(
        label=gettext_lazy("Keep this mapping as"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It is offered again for a file with the same headings."),
    )

    def __init__(
        self, sheet: Sheet, words: dict[str, Words], samples: Samples, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.words = sheet, words
        headings = [("", _("not in the file")), *((h, _with_sample(h, samples)) for h in sheet.headings)]
        language = get_language() or "zh"
        for column in columns_of(sheet.table):
            self.fields[f"column-{column.name}"] = forms.ChoiceField(
                label=column.title.in_language(language), choices=headings, required=False, widget=_picker()
            )
        for name, found in words.items():
            codes = [
                ("", _("say what it means")),
                (NOTHING, _("nothing (stays empty)")),
                *_coded(sheet.table, name),
            ]
            for n, word in enumerate(found.words):
                self.fields[f"code-{name}-{n}"] = forms.ChoiceField(
                    label=word.text, choices=codes, required=False
                )

    def said(self) -> SheetMapping:
        """What the form says. A word of a column that got another heading waits for the next look."""
        given = self.cleaned_data
        columns = {c.name: h for c in columns_of(self.sheet.table) if (h := given.get(f"column-{c.name}"))}
        before = SheetMapping.of(self.sheet.mapping).columns
        codes: dict[str, dict[str, str]] = {}
        for name, found in self.words.items():
            if columns.get(name) == before.get(name):
                picked = {word.text: given.get(f"code-{name}-{n}", "") for n, word in enumerate(found.words)}
                codes[name] = {word: "" if code == NOTHING else code for word, code in picked.items() if code}
        return SheetMapping(columns, codes)


def initial_of(sheet: Sheet, said: SheetMapping, words: dict[str, Words]) -> dict[str, str]:
    columns = {f"column-{name}": heading for name, heading in said.columns.items()}
    codes = {
        f"code-{name}-{n}": said.codes[name][word.text] or NOTHING
        for name, found in words.items()
        for n, word in enumerate(found.words)
        if word.text in said.codes.get(name, {})
    }
    return columns | codes


def _picker() -> forms.Select:
    """It stands in a table, where no field's look reaches it."""
    return forms.Select(attrs={"class": "form-select"})


def _with_sample(heading: str, samples: Samples) -> str:
    found = samples.get(heading)
    return f"{heading} · {found[0][:20]}" if found else heading


def _coded(table: str, name: str) -> list[tuple[str, str]]:
    return [(code, code if code == label else f"{code} {label}") for code, label in choices(table, name)]


class SavedForm(forms.Form):
    """Another mapping that was kept under a name."""

    def __init__(self, fitting: list[SavedMapping], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(saved.pk), f"{saved.name} · {saved.made_by}") for saved in fitting]
        self.fields["saved"] = forms.ChoiceField(label=_("A mapping kept before"), choices=named)
