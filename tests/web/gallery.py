"""Every component once, with invented values: what the tests look at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines

from banji.web.frame import Area, Frame, Room

TODAY = date(2017, 5, 10)
GALLERY = """{% extends "base.html" %}{% load banji static %}
{% block title %}Gallery{% endblock %}{% block heading %}Gallery of components{% endblock %}
{% block tools %}<button class="btn" type="button" data-print>{% icon "printer" %}Print</button>{% endblock %}
{% block content %}
<section class="section"><h2>States</h2>{% for tone, word in tones %}{% state tone word %} {% endfor %}
<p>{% for due in dues %}{% clock due today %} {% endfor %}</p>
<p>{{ today|day }} · {{ at|moment }} · {{ 20358|thousands }} · {% percent 1834 2006 %} · {{ number|id_number }}</p>
<p>{% masked "519*********0018" "/reveal/" "number of 欧阳建国" %}</p></section>
<section class="section"><h2>What may be done now</h2>{% actions acts %}</section>
<section class="section"><h2>Evidence</h2>{% evidence papers %}</section>
<section class="section"><h2>Story</h2>{% timeline story %}</section>
<section class="section"><h2>Both axes</h2>{% two_axes spans today %}</section>
<section class="section"><h2>Procedure</h2>{% procedure_picture states edges "NOTIFIED" passed %}</section>
<section class="section"><h2>Work</h2>{% progress job %}{% progress ended %}</section>
<section class="section"><h2>List</h2>{% include "web/list.html" %}</section>
<section class="section"><h2>Form</h2>{% errors form %}<form method="post" enctype="multipart/form-data">{% csrf_token %}
{% field form.name %}{% field form.birth "So that namesakes are told apart." "三(三)1" %}{% field form.agreed %}{% upload form.list ".xlsx,.csv" "100 MB" %}
<button class="btn btn-primary">Save</button></form></section>
<section class="section"><h2>Chart</h2>{% chart options "Cancelled a month" rows %}</section>
<section class="section"><h2>Empty</h2>{% empty "Nothing is overdue" "Cases whose last day has passed appear here." "/" "To this week's work" %}</section>
{% endblock %}
{% block scripts %}<script src="{% static "vendor/echarts/echarts.common.min.js" %}" defer></script>{% endblock %}
"""
QUESTION = """{% extends "plain.html" %}{% load banji %}
{% block title %}Your name{% endblock %}{% block back %}<a href="/">Back</a>{% endblock %}{% block heading %}What is your name?{% endblock %}
{% block content %}<form method="post">{% csrf_token %}{% errors form %}{% field form.name "It stands on the register." "第四条" %}
<button class="btn btn-primary">Next</button></form><p class="number-large">L2017-0042-7731</p>{% endblock %}
"""


class Counter(forms.Form):
    """A form with one of each kind of field."""

    name = forms.CharField(label="Name", help_text="As it stands in the book")
    birth = forms.DateField(label="Birth date")
    agreed = forms.BooleanField(label="I have read this", required=False)
    list = forms.FileField(label="Cremation list", required=False)


class Cases(tables.Table):
    """A table of plain rows."""

    number = tables.Column("Number")
    name = tables.Column("Person")
    due = tables.Column("Due")

    class Meta:
        attrs = {"class": "table"}


class Filter(django_filters.FilterSet):
    """Filters over nothing: only their form is looked at."""

    name = django_filters.CharFilter(label="Name")
    state = django_filters.ChoiceFilter(label="State", choices=[("a", "open"), ("b", "closed")])


def frame(request: HttpRequest) -> Frame:
    """A clerk with as many rooms as anybody has."""
    names = ["desk", "cases", "batches", "review", "people", "addresses", "delivery", "reports", "settings"]
    icons = ["home", "files", "file-upload", "scale", "users", "map-pin", "send", "chart-bar", "settings"]
    rooms = tuple(
        Room(n.title(), "/" if n == "desk" else f"/{n}/", i, 12 if n == "review" else 0, n == "desk")
        for n, i in zip(names, icons, strict=True)
    )
    areas = (Area("a", "莲花派出所"), Area("b", "丰裕派出所"))
    return Frame(
        rooms=rooms, areas=areas, area=areas[0], area_url="/area/", search_url="/search/", alerts=3,
        alerts_url="/alerts/", person="陈敏", post="民警", person_links=(Room("My record", "/me/", "history"),),
        sign_out_url="/out/", banner="Demo city: invented people. The clock stands at 2017-05-10.",
    )  # fmt: skip


def gallery(request: HttpRequest) -> HttpResponse:
    """All components; a POST shows the form with its errors."""
    if request.GET.get("said"):
        messages.success(request, "Saved. The notice may be printed now.")
        messages.warning(request, "One row was set aside.")
    table = Cases(rows(), empty_text="Cases appear here once a list has come in.")
    tables.RequestConfig(request, paginate={"per_page": 5}).configure(table)
    form = Counter(request.POST or None)
    return page(
        GALLERY,
        request,
        _values()
        | {"table": table, "filter": Filter(request.GET, queryset=Permission.objects.none()), "form": form},
    )


def question(request: HttpRequest) -> HttpResponse:
    """A page with one question."""
    return page(QUESTION, request, {"form": Counter(request.POST or None)})


def reveal(request: HttpRequest) -> HttpResponse:
    """First the purpose is asked, then the value is shown."""
    asked = {"url": "/reveal/", "text": "519*********0018", "label": "number"}
    if request.POST.get("purpose"):
        return render(
            request, "web/components/revealed.html", {"value": "519901193108160018", "label": "number"}
        )
    return render(request, "web/components/purpose.html", asked | {"purposes": [("case", "This case")]})


def refused(request: HttpRequest) -> HttpResponse:
    """A page that is not for this post."""
    raise PermissionDenied("Only the chief may approve.")


def broken(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise ZeroDivisionError


def page(source: str, request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """Render a template of this file as the site renders its own."""
    return HttpResponse(engines["django"].from_string(source).render(values, request))


def rows() -> list[dict[str, str]]:
    """Twelve cases."""
    return [{"number": f"D2017-{n:06}", "name": f"王{n}", "due": f"2017-06-{n:02}"} for n in range(1, 13)]


def _values() -> dict[str, Any]:
    at = datetime(2017, 5, 2, 8, 30, tzinfo=UTC)
    codes = ["MATCHED", "VERIFYING", "CONFIRMED", "NOTIFIED", "DRAFTED", "CANCELLED", "ALIVE"]
    names = [
        "Matched",
        "Verifying",
        "Confirmed dead",
        "Notified in writing",
        "Cancellation drafted",
        "Cancelled",
        "Alive",
    ]
    links = [("MATCHED", "VERIFYING"), ("VERIFYING", "CONFIRMED"), ("VERIFYING", "ALIVE"), ("CONFIRMED", "NOTIFIED"),
             ("NOTIFIED", "DRAFTED"), ("NOTIFIED", "VERIFYING"), ("DRAFTED", "CANCELLED")]  # fmt: skip
    return {
        "today": TODAY, "at": at, "number": "519901193108160018",
        "tones": [("waiting", "waiting"), ("working", "working"), ("soon", "due soon"), ("overdue", "refused"), ("done", "cancelled")],
        "dues": [date(2017, 5, 8), TODAY, date(2017, 5, 16), date(2017, 6, 2), None],
        "acts": [
            {"name": "Record service", "url": "/a/", "allowed": True, "main": True, "article": "三(三)2", "who": "officer"},
            {"name": "Declare", "url": "/b/", "allowed": True, "method": "post", "papers": ["medical certificate", "court decision"]},
            {"name": "Draft the cancellation", "allowed": False, "article": "三(三)2", "reason": "The notice to the committee was never served."},
        ],
        "papers": [
            {"name": "Cremation certificate", "have": True, "source": "civil affairs", "article": "12号 第31条", "url": "/f/"},
            {"name": "Committee proof", "have": False, "source": "高洞村村民委员会", "article": "三(三)2", "action": "/add/"},
        ],
        "story": [
            {"at": at, "title": "Notice served", "who": "陈敏", "text": "Left with two witnesses.", "tone": "done", "icon": "send", "links": [("proof", "/p/")]},
            {"at": at, "title": "Case opened", "who": "system"},
        ],
        "spans": [
            {"label": "高洞村三组 17 号", "valid_from": date(1990, 3, 1), "valid_to": date(2009, 7, 1), "recorded_from": date(1998, 1, 1), "recorded_to": date(2010, 2, 1), "tone": "waiting"},
            {"label": "莲花街道 18 号", "valid_from": date(2009, 7, 1), "recorded_from": date(2010, 2, 1)},
        ],
        "states": [{"code": c, "name": n} for c, n in zip(codes, names, strict=True)],
        "edges": [{"from": a, "to": b, "name": f"{a} {b}"} for a, b in links],
        "passed": ["MATCHED", "VERIFYING", "CONFIRMED"],
        "job": {"name": "Matching the list", "done": 1200, "total": 5000, "finished": False, "url": "/job/", "seconds_left": 95, "cancel_url": "/stop/"},
        "ended": {"name": "Loading the register", "done": 20358, "total": 20358, "finished": True, "url": "/job/", "next_url": "/", "next_name": "To the review"},
        "options": {"xAxis": {"type": "category", "data": ["4", "5"]}, "yAxis": {}, "series": [{"type": "bar", "data": [12, 31]}]},
        "rows": [["month", "cancelled"], ["April", 12], ["May", 31]],
    }  # fmt: skip
