"""Pages: the tree of divisions with its past, one division, what is still to be settled, and the picker."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.roles import Role
from banji.addresses import divisions, further, picker, queries, scope, settling
from banji.addresses.models import Division, Succession
from banji.addresses.tables import Found, Open
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound

SETTLERS = (Role.COUNTY_OFFICER,)
PER_PAGE = 50


class SettleForm(forms.Form):
    """What an ended village became; the decree that says so."""

    successors = forms.TypedMultipleChoiceField(
        coerce=int,
        label=gettext_lazy("It became"),
        help_text=gettext_lazy("Several, if it was split."),
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Succession.How.choices, initial=Succession.How.MERGE
    )
    source = forms.CharField(label=gettext_lazy("Decree"), max_length=200)

    def __init__(self, data: QueryDict | None, candidates: dict[int, Division]) -> None:
        super().__init__(data)
        self.fields["successors"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.parent.folded_name if one.parent else ''} {one.folded_name}")
            for pk, one in candidates.items()
        ]


@officer()
def tree(request: HttpRequest) -> HttpResponse:
    """The divisions from the top, or a search over all names, old ones too."""
    words, today = request.GET.get("q", "").strip(), clock.today()
    if words:
        found = _paged(request, Found(queries.find(words)))
        return render(request, "addresses/divisions.html", {"words": words, "table": found})
    return render(request, "addresses/divisions.html", {"below": queries.below(None, today)})


@officer()
def division(request: HttpRequest, division_id: int) -> HttpResponse:
    """One division: its names, what went into it and became of it, who answers for it, what lies below."""
    today = clock.today()
    sheet = queries.sheet(division_id, today)
    unknown = sheet.division.level == Division.Level.VILLAGE and not sheet.stands
    unknown = unknown and not any(d.level == Division.Level.VILLAGE for d in sheet.today)
    shown = {
        "sheet": sheet,
        "below": queries.below(division_id, today),
        "unknown": unknown,
        "may_settle": _may_settle(actor_of(request), division_id),
        "doors": _doors(request, sheet) if sheet.doors else (),
    }
    return render(request, "addresses/division.html", shown | _further(actor_of(request), shown))


@officer(*SETTLERS, Role.SUPERVISOR)
def unsettled(request: HttpRequest) -> HttpResponse:
    """Ended villages of one's area that no list follows to a village of today."""
    today = clock.today()
    own = scope.villages_of(actor_of(request), today)
    rows = [row for row in settling.unsettled(today) if row.village.pk in own]
    return render(request, "addresses/unsettled.html", {"table": _paged(request, Open(rows))})


@officer(*SETTLERS)
def settle(request: HttpRequest, division_id: int) -> HttpResponse:
    """Say from the decree what a village became."""
    by = actor_of(request)
    village = _own_village(by, division_id)
    candidates = _candidates(village, request.GET.get("q", ""))
    form = SettleForm(request.POST if request.method == "POST" else None, candidates)
    if form.is_valid():
        said = form.cleaned_data
        successors = [candidates[pk] for pk in said["successors"]]
        settling.settle(village=village, successors=successors, how=said["how"], source=said["source"], by=by)
        messages.success(request, _("Settled: %(name)s.") % {"name": village.folded_name})
        return redirect("addresses:division", village.pk)
    return render(request, "addresses/settle.html", {"village": village, "form": form})


@officer(*SETTLERS)
@require_POST
def withdraw(request: HttpRequest, succession_id: int) -> HttpResponse:
    """Take back a settlement made in error."""
    by = actor_of(request)
    row = get_object_or_404(Succession, pk=succession_id)
    _own_village(by, row.predecessor_id)
    settling.withdraw(succession=row, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Withdrawn."))
    return redirect("addresses:division", row.predecessor_id)


@officer()
def pick(request: HttpRequest) -> HttpResponse:
    """The picker's answers: hits for `q`, or what lies below `under`. A part of a page, or JSON if asked for."""
    by, name = actor_of(request), request.GET.get("name", "address")
    words = request.GET.get("q", "") or request.GET.get(f"{name}_words", "")
    under = request.GET.get("under", "")
    everywhere = request.GET.get("everywhere") == "1"
    branches: list[picker.Branch] = []
    parent = int(under) if under.isdigit() else None
    if parent and Division.objects.filter(area_id=parent, level=Division.Level.VILLAGE).exists():
        hits = picker.doors(parent, by, words=words, everywhere=everywhere)
    elif parent or not words.strip():
        hits, branches = [], picker.branches(parent, by, everywhere=everywhere)
    else:
        hits = picker.search(words, by, everywhere=everywhere)
    if request.accepts("text/html"):
        shown = {"hits": hits, "branches": branches, "words": words, "everywhere": everywhere}
        return render(request, "addresses/picked.html", shown | {"name": name, "under": under})
    listed = {"hits": [h._asdict() for h in hits], "branches": [b._asdict() for b in branches]}
    return JsonResponse(listed, json_dumps_params={"ensure_ascii": False})


def _paged(request: HttpRequest, table: tables.Table) -> tables.Table:
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    return table


def _further(by: Actor, shown: dict[str, Any]) -> dict[str, Any]:
    """Where a village of one's own and its doors lead to in the rooms above."""
    village: Division = shown["sheet"].division
    own = village.level == Division.Level.VILLAGE and village.pk in scope.villages_of(by, clock.today())
    offers = further.offers_to(by) if own else []
    doors = [(door, [(offer.title, offer.of_door(door.code)) for offer in offers]) for door in shown["doors"]]
    return {"doors": doors, "further": [(offer.title, offer.of_village(village.pk)) for offer in offers]}


def _may_settle(by: Actor, division_id: int) -> bool:
    return by.role in SETTLERS and division_id in scope.villages_of(by, clock.today())


def _own_village(by: Actor, division_id: int) -> Division:
    """An ended village of the officer's own area; anything else is not found."""
    village = (
        Division.objects.select_related("parent").filter(pk=division_id, level=Division.Level.VILLAGE).first()
    )
    if village is None or village.valid_to is None or not _may_settle(by, division_id):
        raise NotFound(_("There is no such village to settle."))
    return village


def _candidates(village: Division, words: str) -> dict[int, Division]:
    """Villages that stood when this one ended: of the towns it may lie in now, or of the whole county by name."""
    rows = Division.objects.none() if village.valid_to is None else divisions.valid_on(village.valid_to)
    rows = rows.filter(level=Division.Level.VILLAGE).select_related("parent").order_by("code")
    if words:
        county = village.parent.parent_id if village.parent else None
        return {one.pk: one for one in rows.filter(parent__parent_id=county, folded_name__contains=words)}
    siblings = Succession.objects.filter(predecessor__parent_id=village.parent_id, withdrawn_at=None)
    towns = Q(parent__in=siblings.values("successor__parent")) | Q(parent__in=siblings.values("successor"))
    return {one.pk: one for one in rows.filter(towns | Q(parent_id=village.parent_id))}


def _doors(request: HttpRequest, sheet: queries.DivisionSheet) -> list[picker.Hit]:
    return picker.doors(
        sheet.division.pk, actor_of(request), words=request.GET.get("door", ""), everywhere=True
    )
