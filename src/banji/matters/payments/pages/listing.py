"""Who is cancelled and still on a payer's list: search, filters, sorting, pages."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import actor_of, officer
from banji.accounts.models import Organisation
from banji.accounts.pages.answers import listed
from banji.accounts.roles import Role
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.identity.names import fold_name
from banji.matters.payments import benefits
from banji.matters.payments.models import StillPaid
from banji.matters.payments.pages import PURPOSE, SEE, state_words, tone
from banji.matters.payments.procedure import PROCEDURE, Outcome
from banji.matters.payments.queries import items_of, late
from banji.register.access import glance_at
from banji.register.models import Particulars
from banji.register.queries.survivors import merged_among

YES_NO = (("True", _("yes")), ("False", _("no")))
PERSON = (
    '<a href="{% url "payments:item" record.item %}"><span lang="zh">{{ record.shown.person.name|default:"–" }}</span></a>'
    ' <span class="muted id-number">{{ record.shown.person.number }}</span>'
    '{% load banji %}{% if record.shown.merged %}<br>{% state "soon" record.shown.merged %}{% endif %}'
)
STATE = (
    "{% load banji %}{% state record.shown.tone record.shown.state %}"
    "{% if record.is_open %} {% clock record.due_on table.today %}{% endif %}"
)
DAY = '{% load banji %}{{ value|day|default:"–" }}'
LAG = (
    "{% load i18n %}{% if record.shown.days is not None %}"
    "{% blocktrans count n=record.shown.days %}{{ n }} day{% plural %}{{ n }} days{% endblocktrans %}{% else %}–{% endif %}"
)
ACTION = (
    '{% if record.shown.step %}<a class="btn btn-sm" href="{% url \'payments:step\' record.item record.shown.step.name %}">'
    '{{ record.shown.step.title }}<span class="visually-hidden"> {{ record.shown.person.name }}</span></a>{% endif %}'
)


class ItemTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    person = tables.TemplateColumn(
        PERSON, verbose_name=_("Person"), accessor="shown__person", orderable=False
    )
    state = tables.TemplateColumn(STATE, verbose_name=_("State"))
    action = tables.TemplateColumn(ACTION, verbose_name=_("To do"), accessor="shown", orderable=False)
    payer = tables.Column(verbose_name=_("Payer"), accessor="payer__name")
    benefit = tables.Column(verbose_name=_("Paid for"), accessor="shown__benefit", order_by="benefit")
    died_on = tables.TemplateColumn(DAY, verbose_name=_("Died on"))
    cancelled_on = tables.TemplateColumn(DAY, verbose_name=_("Cancelled on"))
    found_on = tables.TemplateColumn(DAY, verbose_name=_("Found on"))
    told_on = tables.TemplateColumn(DAY, verbose_name=_("Told on"))
    stopped_on = tables.TemplateColumn(DAY, verbose_name=_("Stopped on"))
    days = tables.TemplateColumn(LAG, verbose_name=_("Since death"), accessor="shown__days", orderable=False)

    title = _("Cancelled but still paid")
    empty_text_said = _(
        "Nobody fits. When a list of payees or a payroll still has somebody whose registration was cancelled on death, he"
        " stands here."
    )


class ItemFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    q = django_filters.CharFilter(label=_("Name of the person"), method="search")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[(s.code, s.title) for s in PROCEDURE.states]
    )
    outcome = django_filters.ChoiceFilter(label=_("Answer"), choices=Outcome.CHOICES)
    benefit = django_filters.ChoiceFilter(label=_("Paid for"), choices=lambda: list(_benefits()))
    payer = django_filters.ModelChoiceFilter(label=_("Payer"), queryset=Organisation.objects.none())
    late = django_filters.ChoiceFilter(label=_("Overdue"), method="overdue", choices=YES_NO)

    class Meta:
        model = StillPaid
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = Organisation.objects.filter(pk__in=self.queryset.values("payer"))
        self.filters["payer"].queryset = payers.order_by("name")

    def search(self, items: QuerySet[StillPaid], name: str, value: str) -> QuerySet[StillPaid]:
        """By the beginning of a name."""
        named = Particulars.objects.filter(recorded_to=None, name_folded__startswith=fold_name(value.strip()))
        return items.filter(person__in=named.values("person"))

    def overdue(self, items: QuerySet[StillPaid], name: str, value: str) -> QuerySet[StillPaid]:
        return items.filter(late() if value == "True" else ~late())


@officer(*SEE)
def items(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    mine = items_of(by).select_related("payer")
    chosen = ItemFilter(request.GET, queryset=mine.order_by("due_on", "found_on", "id"))
    table = ItemTable(chosen.qs, empty_text=ItemTable.empty_text_said)
    table.today = clock.today()
    listed(request, table)
    _show([row.record for row in table.page.object_list], by)
    shown = {"table": table, "filter": chosen, "numbers": list(_numbers(mine, by))}
    return render(request, "payments/items.html", shown)


def _show(rows: list[StillPaid], by: Actor) -> None:
    names = glance_at((row.person_id for row in rows), by=by, purpose=PURPOSE, object_=("still_paid", "list"))
    merged = merged_among(row.person_id for row in rows)
    for row in rows:
        row.shown = {  # type: ignore[attr-defined]
            "person": names.get(row.person_id),
            "merged": _("under an earlier registration") if row.person_id in merged else "",
            "state": state_words(row),
            "tone": tone(row),
            "benefit": benefits.words(row.benefit).in_language(get_language() or "zh-hans"),
            "days": days_since(row),
            "step": main_step(row, by),
        }


def main_step(row: StillPaid, by: Actor) -> Any:
    """What this actor should do next with an open item."""
    steps = PROCEDURE.steps_from(row.state) if row.is_open else ()
    return next((step for step in steps if step.main and by.role in step.by), None)


def days_since(row: StillPaid) -> int | None:
    """Days from the death to the stop, or until today while nothing was stopped; None where nothing is to be stopped."""
    if row.died_on is None or (not row.is_open and row.stopped_on is None):
        return None
    return ((row.stopped_on or clock.today()) - row.died_on).days


def _numbers(mine: QuerySet[StillPaid], by: Actor) -> Any:
    """At most four numbers, each with the list behind it."""
    here = reverse("payments:items")
    payer = by.role == Role.LIAISON
    wanted = [
        (
            _("to answer") if payer else _("to tell the payer"),
            "state=TOLD" if payer else "state=FOUND",
            "working",
        ),
        (_("we objected") if payer else _("payer objects"), "state=ANSWERED", "soon"),
        (_("overdue"), "late=True", "overdue"),
        (_("stopped"), "state=CLOSED&outcome=STOPPED", "done"),
    ]
    conditions = (
        Q(state="TOLD" if payer else "FOUND"),
        Q(state="ANSWERED"),
        late(),
        Q(state="CLOSED", outcome=Outcome.STOPPED),
    )
    counts = mine.aggregate(
        **{f"n{n}": Count("pk", filter=condition) for n, condition in enumerate(conditions)}
    )
    for n, (name, query, colour) in enumerate(wanted):
        yield name, counts[f"n{n}"], f"{here}?{query}", colour


def _benefits() -> Any:
    language = get_language() or "zh-hans"
    return ((code, words.in_language(language)) for code, words in benefits.BENEFITS.items())
