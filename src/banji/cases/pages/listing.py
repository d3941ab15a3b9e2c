"""All cases within reach: search, filters, sorting, pages."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.roles import POLICE
from banji.addresses.models import Division
from banji.cases.desk import columns_of
from banji.cases.forms import DayInput
from banji.cases.models import Case
from banji.cases.narrowing import narrowing_of
from banji.cases.pages import READERS
from banji.cases.registry import procedure_of, procedures
from banji.cases.scope import cases_of
from banji.cases.sheet import PURPOSE
from banji.cases.story import TONES
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.masking import mask_name
from banji.identity.names import fold_name
from banji.register.access import Glance, glance_at
from banji.register.models import Particulars

PER_PAGE = 30
YES_NO = (("True", _("yes")), ("False", _("no")))
STATE = "{% load banji %}{% state record.shown.tone record.shown.state %}"
CLOCK = "{% load banji %}{% clock record.due_on table.today %}"
NUMBER = '<a href="{% url "cases:case" record.pk %}">{{ record.number }}</a>'
PERSON = '<span lang="zh">{{ record.shown.person|default:"–" }}</span>'


class CaseTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    number = tables.TemplateColumn(NUMBER, verbose_name=_("Case"))
    person = tables.TemplateColumn(
        PERSON, verbose_name=_("Person"), accessor="shown__person", orderable=False
    )
    state = tables.TemplateColumn(STATE, verbose_name=_("State"))
    village = tables.Column(verbose_name=_("Village"), accessor="village__name", order_by="village__code")
    station = tables.Column(verbose_name=_("Station"), accessor="station__name", order_by="station__name")
    due_on = tables.TemplateColumn(CLOCK, verbose_name=_("Due"))
    opened_at = tables.DateColumn(verbose_name=_("Opened"))

    title = _("Cases")
    empty_text_said = _("No case fits. Cases appear here when a list is reconciled or a death is reported.")


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = django_filters.CharFilter(label=_("Number or name"), method="search")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=lambda: [(p.kind, p.title) for p in procedures()]
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=lambda: list(_states()))
    when = django_filters.ChoiceFilter(
        label=_("On my desk"),
        choices=[
            ("overdue", _("overdue")),
            ("due", _("to do within a week")),
            ("waiting", _("later, or waiting for others")),
        ],
        method="on_desk",
    )
    due_to = django_filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=_("Due until"), widget=DayInput()
    )
    village = django_filters.ModelChoiceFilter(label=_("Village"), queryset=Division.objects.none())
    station = django_filters.ModelChoiceFilter(label=_("Station"), queryset=Organisation.objects.none())
    bureau = django_filters.ModelChoiceFilter(
        field_name="station__parent", label=_("Bureau"), queryset=Organisation.objects.none()
    )
    late = django_filters.ChoiceFilter(label=_("Overdue"), method="overdue", choices=YES_NO)
    open = django_filters.ChoiceFilter(field_name="is_open", label=_("Still open"), choices=YES_NO)

    class Meta:
        model = Case
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        self.narrowing = narrowing_of(self.data.get("kind", ""))
        villages = self.queryset.exclude(village=None).values("village")
        stations = Organisation.objects.filter(pk__in=self.queryset.values("station"))
        self.filters["station"].queryset = stations.order_by("name")
        bureaus = Organisation.objects.filter(pk__in=stations.values("parent"))
        self.filters["bureau"].queryset = bureaus.order_by("name")
        self.filters["village"].queryset = Division.objects.filter(pk__in=villages).order_by("code")

    def get_form_class(self) -> type[forms.Form]:
        """With the fields that only the kind chosen knows."""
        form: type[forms.Form] = super().get_form_class()
        more = self.narrowing.fields if self.narrowing else {}
        return type(form.__name__, (form,), dict(more))

    def filter_queryset(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        given = self.form.cleaned_data
        for name in self.filters:
            cases = self.filters[name].filter(cases, given.get(name))
        return self.narrowing.narrow(cases, given) if self.narrowing else cases

    def chosen(self) -> list[tuple[str, str]]:
        """What the list is narrowed to, in words: label and value."""
        return [
            (str(field.label), _said(field, field.value()))
            for field in self.form
            if field.value() not in (None, "")
        ]

    def search(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """By case number, or by the beginning of a name."""
        named = Particulars.objects.filter(recorded_to=None, name_folded__startswith=fold_name(value.strip()))
        return cases.filter(Q(number__icontains=value.strip()) | Q(person__in=named.values("person")))

    def overdue(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        late = Q(is_open=True, hold_until=None, due_on__isnull=False, due_on__lt=clock.today())
        return cases.filter(late if value == "True" else ~late)

    def on_desk(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return cases.filter(columns_of(self.role, clock.today())[value], is_open=True)


@officer(*READERS)
def cases(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    found = cases_of(by).select_related("village", "station").order_by("-is_open", "due_on", "number")
    chosen = CaseFilter(request.GET, queryset=found, role=by.role)
    table = CaseTable(chosen.qs, empty_text=CaseTable.empty_text_said)
    table.today = clock.today()
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    rows = [row.record for row in table.page.object_list]
    names = glance_at((c.person_id for c in rows), by=by, purpose=PURPOSE, object_=("cases", "list"))
    for case in rows:
        state = procedure_of(case.kind).state(case.state)
        case.shown = {
            "state": state.title,
            "tone": TONES[state.mood],
            "person": _name(names.get(case.person_id), by),
        }
    return render(request, "cases/list.html", {"table": table, "filter": chosen})


def _name(who: Glance | None, by: Actor) -> str:
    """Whole for the police; masked for who only supervises, until he opens the case."""
    name = who.name if who else ""
    return name if by.role in POLICE else mask_name(name)


def _said(field: forms.BoundField, value: Any) -> str:
    """The name of a choice, or the value itself."""
    choices = getattr(field.field, "choices", ())
    return next((str(name) for code, name in choices if str(code) == str(value)), str(value))


def _states() -> Any:
    for procedure in procedures():
        yield from ((state.code, state.title) for state in procedure.states)
