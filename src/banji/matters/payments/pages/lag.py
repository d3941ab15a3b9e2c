"""How long payers take from the death, the cancellation and the message to the stop; and who has not answered."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.pages.answers import listed
from banji.identity.names import fold_name
from banji.matters.payments.models import PayerTold
from banji.matters.payments.pages import PURPOSE, SEE
from banji.matters.payments.queries import lag_by_payer, told_of
from banji.register.access import glance_at
from banji.register.models import Particulars

PERSON = '<span lang="zh">{{ record.shown.name|default:"–" }}</span> <span class="muted id-number">{{ record.shown.number }}</span>'
DAY = '{% load banji %}{{ value|day|default:"–" }}'


class ToldTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    person = tables.TemplateColumn(PERSON, verbose_name=_("Person"), accessor="shown", orderable=False)
    payer = tables.Column(verbose_name=_("Payer"), accessor="payer__name")
    died_on = tables.TemplateColumn(DAY, verbose_name=_("Died on"))
    cancelled_on = tables.TemplateColumn(DAY, verbose_name=_("Cancelled on"))
    told_on = tables.TemplateColumn(DAY, verbose_name=_("Told on"))
    stopped_on = tables.TemplateColumn(DAY, verbose_name=_("Stopped on"))
    answered_on = tables.TemplateColumn(DAY, verbose_name=_("Answered on"))

    title = _("Payers told of a death")
    empty_text_said = _(
        "Nobody fits. Each payer who is told of a cancellation stands here, and the day he stopped payment."
    )


class ToldFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = django_filters.CharFilter(label=_("Name of the person"), method="search")
    payer = django_filters.ModelChoiceFilter(label=_("Payer"), queryset=Organisation.objects.none())
    answer = django_filters.ChoiceFilter(
        label=_("Answer"),
        method="answered",
        choices=[("stopped", _("stopped")), ("silent", _("no answer")), ("other", _("another answer"))],
    )

    class Meta:
        model = PayerTold
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = Organisation.objects.filter(pk__in=self.queryset.values("payer"))
        self.filters["payer"].queryset = payers.order_by("name")

    def search(self, rows: QuerySet[PayerTold], name: str, value: str) -> QuerySet[PayerTold]:
        named = Particulars.objects.filter(recorded_to=None, name_folded__startswith=fold_name(value.strip()))
        return rows.filter(person__in=named.values("person"))

    def answered(self, rows: QuerySet[PayerTold], name: str, value: str) -> QuerySet[PayerTold]:
        return {
            "stopped": rows.filter(stopped_on__isnull=False),
            "silent": rows.filter(answered_on=None),
            "other": rows.filter(answered_on__isnull=False, stopped_on=None),
        }[value]


@officer(*SEE)
def lag(request: HttpRequest) -> HttpResponse:
    rows = lag_by_payer(actor_of(request))
    lines = [{"lag": row, "spans": (row.from_death, row.from_cancellation, row.from_telling)} for row in rows]
    return render(request, "payments/lag.html", {"lines": lines})


@officer(*SEE)
def told(request: HttpRequest) -> HttpResponse:
    """The people behind each number of the page above."""
    by = actor_of(request)
    rows = told_of(by).select_related("payer").order_by("told_on", "id")
    chosen = ToldFilter(request.GET, queryset=rows)
    table = listed(request, ToldTable(chosen.qs, empty_text=ToldTable.empty_text_said))
    page = [row.record for row in table.page.object_list]
    names = glance_at((row.person_id for row in page), by=by, purpose=PURPOSE, object_=("payer_told", "list"))
    for row in page:
        row.shown = names.get(row.person_id)
    return render(request, "payments/told.html", {"table": table, "filter": chosen})
