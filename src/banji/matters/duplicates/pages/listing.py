"""Who may be registered twice, share a number or have a wrong one: search, filters, sorting, pages."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.pages.answers import listed
from banji.accounts.roles import POLICE
from banji.cases.registry import procedure_of
from banji.cases.story import TONES
from banji.foundation import clock
from banji.identity.masking import mask_name
from banji.identity.names import fold_name
from banji.matters.duplicates.kinds import KINDS
from banji.matters.duplicates.models import Search, Suspicion
from banji.matters.duplicates.pages import SEE
from banji.matters.duplicates.queries import suspicions_of
from banji.matters.duplicates.showing import PURPOSE, why_words
from banji.register.access import Glance, glance_at
from banji.register.models import Particulars

YES_NO = (("True", _("yes")), ("False", _("no")))
CASE = '<a href="{% url "cases:case" record.case_id %}">{{ record.case.number }}</a>'
PEOPLE = (
    '{% for who in record.shown.people %}<span lang="zh">{{ who.name }}</span>'
    ' <span class="muted id-number">{{ who.number }}</span>{% if not forloop.last %}<br>{% endif %}{% endfor %}'
)
STATE = (
    "{% load banji %}{% state record.shown.tone record.shown.state %}"
    "{% if record.case.is_open %} {% clock record.case.due_on table.today %}{% endif %}"
)


DAY = "{% load banji %}{{ value|day }}"


class SuspicionTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    number = tables.TemplateColumn(CASE, verbose_name=_("Case"), accessor="case__number")
    kind = tables.Column(verbose_name=_("Kind"), accessor="shown__kind", order_by="kind")
    people = tables.TemplateColumn(PEOPLE, verbose_name=_("People"), accessor="shown", orderable=False)
    state = tables.TemplateColumn(STATE, verbose_name=_("State"), accessor="case__state")
    station = tables.Column(verbose_name=_("Station"), accessor="case__station__name")
    opened_at = tables.TemplateColumn(DAY, verbose_name=_("Opened"), accessor="case__opened_at")
    why = tables.Column(verbose_name=_("Why"), accessor="shown__why", orderable=False)

    title = _("Duplicates")
    empty_text_said = _(
        "Nothing fits. When a search of the register finds two registrations of one person, one number with two holders or a"
        " wrong number, it stands here."
    )


class SuspicionFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = django_filters.CharFilter(label=_("Number of the case, or name"), method="words")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=lambda: [(kind, procedure_of(kind).title) for kind in KINDS]
    )
    state = django_filters.ChoiceFilter(
        field_name="case__state", label=_("State"), choices=lambda: list(_states())
    )
    station = django_filters.ModelChoiceFilter(
        field_name="case__station", label=_("Station"), queryset=Organisation.objects.none()
    )
    open = django_filters.ChoiceFilter(field_name="case__is_open", label=_("Still open"), choices=YES_NO)
    search = django_filters.ModelChoiceFilter(
        label=_("Search of the register"), queryset=Search.objects.order_by("-started_at")
    )

    class Meta:
        model = Suspicion
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stations = Organisation.objects.filter(pk__in=self.queryset.values("case__station"))
        self.filters["station"].queryset = stations.order_by("name")

    def words(self, rows: QuerySet[Suspicion], name: str, value: str) -> QuerySet[Suspicion]:
        text = value.strip()
        named = Particulars.objects.filter(recorded_to=None, name_folded__startswith=fold_name(text))
        people = named.values("person")
        return rows.filter(Q(case__number__icontains=text) | Q(first__in=people) | Q(second__in=people))


@officer(*SEE)
def suspicions(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    rows = suspicions_of(by).select_related("case__station")
    chosen = SuspicionFilter(request.GET, queryset=rows.order_by("-case__is_open", "-weight", "pk"))
    table = SuspicionTable(chosen.qs, empty_text=SuspicionTable.empty_text_said)
    table.today = clock.today()
    table = listed(request, table)
    page = [row.record for row in table.page.object_list]
    people = [person for row in page for person in (row.first_id, row.second_id)]
    names = glance_at(people, by=by, purpose=PURPOSE, object_=("duplicates", "list"))
    for row in page:
        row.shown = _shown(row, names, whole=by.role in POLICE)
    return render(request, "duplicates/suspicions.html", {"table": table, "filter": chosen})


def _shown(row: Suspicion, names: dict[Any, Glance], *, whole: bool) -> dict[str, Any]:
    procedure = procedure_of(row.kind)
    state = procedure.state(row.case.state)
    found = [names[person] for person in (row.first_id, row.second_id) if person in names]
    return {
        "kind": procedure.title,
        "state": state.title,
        "tone": TONES[state.mood],
        "why": " · ".join(text for text, _tone in why_words(row)),
        "people": [
            {"name": who.name if whole else mask_name(who.name), "number": who.number if whole else ""}
            for who in found
        ],
    }


def _states() -> Any:
    seen = set()
    for kind in KINDS:
        for state in procedure_of(kind).states:
            if state.code not in seen:
                seen.add(state.code)
                yield state.code, state.title
