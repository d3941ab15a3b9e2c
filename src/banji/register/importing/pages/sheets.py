"""The mapping of one sheet: which heading is which column of the format, and which word which code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt
from banji.register.importing import coding, looking, operations
from banji.register.importing.columns import columns_of, title_of
from banji.register.importing.looking import Words
from banji.register.importing.mapping import LEFT_OUT, SheetMapping
from banji.register.importing.models import Intake, SavedMapping, Sheet
from banji.register.importing.pages.forms import MappingForm, Samples, SavedForm, initial_of
from banji.register.importing.place import laid_out
from banji.register.importing.rights import TAKE, intake_for


@officer(*TAKE)
def sheet(request: HttpRequest, intake_id: UUID, seq: int) -> HttpResponse:
    """Look at the mapping and change it."""
    found = _sheet(request, intake_id, seq)
    if not laid_out(found).exists():
        messages.warning(request, _("The rows were laid away: have the files read again first."))
        return redirect("importing:intake", intake_id)
    fitting = operations.saved_for(found)
    taken = _taken(request, fitting)
    said = (SheetMapping.of(taken.mapping) if taken else SheetMapping.of(found.mapping)).only(
        found.table, found.headings
    )
    words = coding.words_of(found, said)
    said = coding.with_codes(found, said, words)
    samples = looking.samples(laid_out(found), found.headings)
    form = MappingForm(found, words, samples, request.POST or None, initial=initial_of(found, said, words))
    if request.method == "POST" and form.is_valid():
        answer = _save(request, form, found)
        if answer is not None:
            return answer
    shown = {
        "sheet": found,
        "table": title_of(found.table).in_language(_language()),
        "form": form,
        "rows": _rows(found, form, samples),
        "words": _words(found, form, words),
        "fitting": SavedForm(fitting, initial={"saved": taken.pk if taken else None}) if fitting else None,
        "taken": taken,
        "may_change": found.intake.state in (Intake.State.MAPPING, Intake.State.TRIED),
    }
    return render(request, "importing/sheet.html", shown, status=400 if form.errors else 200)


def _sheet(request: HttpRequest, intake_id: UUID, seq: int) -> Sheet:
    found = get_object_or_404(
        Sheet.objects.select_related("intake"), intake=intake_for(intake_id, by=actor_of(request)), seq=seq
    )
    if found.table in ("", LEFT_OUT):
        raise Http404
    return found


def _taken(request: HttpRequest, fitting: list[SavedMapping]) -> SavedMapping | None:
    """Another mapping kept under a name, chosen to look at."""
    return next((saved for saved in fitting if str(saved.pk) == request.GET.get("saved")), None)


def _save(request: HttpRequest, form: MappingForm, sheet: Sheet) -> HttpResponse | None:
    """Save it with the codes that are known; stay while a word waits for its code."""
    said = form.said()
    words = coding.words_of(sheet, said)
    said = coding.with_codes(sheet, said, words)
    by, save_as = actor_of(request), form.cleaned_data["save_as"]
    if attempt(form, lambda: operations.map_columns(sheet, said, by=by, save_as=save_as)) is None:
        return None
    if waiting := _waiting(said, words):
        messages.warning(
            request,
            _("Saved. These words stand for no code yet: %(words)s") % {"words": "、".join(waiting[:10])},
        )
        return redirect("importing:sheet", sheet.intake_id, sheet.seq)
    messages.success(request, _("Saved: %(n)d columns will be read.") % {"n": len(said.columns)})
    return redirect("importing:intake", sheet.intake_id)


def _waiting(said: SheetMapping, words: dict[str, Words]) -> list[str]:
    told = said.codes
    return [w.text for name, found in words.items() for w in found.words if w.text not in told.get(name, {})]


def _rows(sheet: Sheet, form: MappingForm, samples: Samples) -> list[dict[str, Any]]:
    """A line for each column of the format: its picker, and three masked values of what was picked."""
    language = _language()
    rows = []
    for column in columns_of(sheet.table):
        field = form[f"column-{column.name}"]
        rows.append(
            {
                "column": column,
                "title": column.title.in_language(language),
                "meaning": column.meaning.in_language(language),
                "field": field,
                "samples": samples.get(field.value() or "", []),
            }
        )
    return rows  # fmt: skip


def _words(sheet: Sheet, form: MappingForm, words: dict[str, Words]) -> list[dict[str, Any]]:
    titles = {column.name: column.title.in_language(_language()) for column in columns_of(sheet.table)}
    return [
        {
            "title": titles[name],
            "more": found.more,
            "lines": [(form[f"code-{name}-{n}"], word) for n, word in enumerate(found.words)],
        }
        for name, found in words.items()
        if found.words or found.more
    ]


def _language() -> str:
    return get_language() or "zh-hans"
