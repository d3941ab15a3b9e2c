"""Words and components for the pages: `{% load banji %}`.

Components take plain values, mappings or objects with the fields named in each docstring.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from banji.web import pictures, words

register = template.Library()
COMPONENTS = "web/components"
TONES = {
    "waiting": "hourglass",
    "working": "progress",
    "soon": "clock",
    "overdue": "alert-triangle",
    "done": "circle-check",
}
_numbers = count(1)

register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("thousands", words.thousands)


@register.filter
def seconds(value: float) -> str:
    """A number of seconds, in the words people count in."""
    return words.duration(timedelta(seconds=value))


@register.filter
def id_number(value: str) -> SafeString:
    """A citizen ID number in groups 6-8-4, in figures of one width, copied without the gaps."""
    groups = format_html_join("", "<span>{}</span>", ((group,) for group in words.id_groups(value or "")))
    return format_html('<span class="id-number">{}</span>', groups)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it stands beside words and is not read aloud."""
    sprite = static("vendor/tabler-icons/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name
    )


@register.simple_tag
def state(tone: str, label: Any) -> SafeString:
    """A state as word, icon and colour. Tones: waiting, working, soon, overdue, done."""
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>', tone, icon(TONES[tone]), label
    )


@register.simple_tag
def clock(due_on: date | None, today: date) -> SafeString:
    """How long is left, with the last day itself on hover and for those who listen."""
    if due_on is None:
        return SafeString("")
    left = words.clock(due_on, today)
    shown = state(left.tone, left.words)
    return format_html('<time datetime="{}" title="{}">{}</time>', due_on, words.day(due_on), shown)


@register.simple_tag
def percent(numerator: float | None, denominator: float | None) -> SafeString:
    """A share with one decimal; its two numbers appear on hover and on focus."""
    both = f"{words.thousands(numerator)} / {words.thousands(denominator)}"
    return format_html(
        '<span class="share" tabindex="0">{}<span class="share-of" role="note">{}</span></span>',
        words.percent(numerator, denominator),
        both,
    )


@register.inclusion_tag(f"{COMPONENTS}/masked.html")
def masked(text: str, url: str = "", label: str = "") -> dict[str, Any]:
    """A masked value and, where `url` is given, a button that asks for the whole one (a recorded act).

    The url answers a POST with `web/components/revealed.html` {value, label} or, while no purpose is known
    for the case, with `web/components/purpose.html` {url, text, label, purposes: [(code, name)]}.
    """
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag(f"{COMPONENTS}/evidence.html")
def evidence(items: Iterable[Any]) -> dict[str, Any]:
    """What there is and what is missing: {name, have, source?, article?, note?, url?, action?, remove?}.

    `source` says where it comes from, `url` opens what we have, `action` is a url to add what is missing,
    `remove` one to take back what is there.
    """
    return {"items": items}


@register.inclusion_tag(f"{COMPONENTS}/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest first: {at, title, who?, text?, tone?, icon?, url?, links?: [(name, url)]}."""
    return {"events": events}


@register.inclusion_tag(f"{COMPONENTS}/two_axes.html")
def two_axes(spans: Iterable[Any], today: date) -> dict[str, Any]:
    """Both time axes of a record: see `banji.web.pictures.two_axes`. A table says the same in words."""
    return {"axes": pictures.two_axes(spans, today)}


@register.inclusion_tag(f"{COMPONENTS}/procedure.html")
def procedure_picture(states: Any, edges: Any, here: str = "", passed: Any = ()) -> dict[str, Any]:
    """The picture of a procedure with "you are here": see `banji.web.pictures.procedure`."""
    drawn = pictures.procedure(states, edges, here=here, passed=passed)
    return {"picture": drawn, "marker": f"arrow-{next(_numbers)}"}


@register.inclusion_tag(f"{COMPONENTS}/actions.html", takes_context=True)
def actions(context: Context, items: Iterable[Any]) -> dict[str, Any]:
    """What may be done now: {name, url, allowed, main?, who?, papers?, article?, reason?, method?}.

    What cannot be done now stays, disabled, with its `reason` and `article`. `method` is "get" (a page that
    asks more) or "post" (done at once).
    """
    return {"items": items, "csrf_token": context.get("csrf_token"), "prefix": f"act-{next(_numbers)}"}


@register.inclusion_tag(f"{COMPONENTS}/progress.html", takes_context=True)
def progress(context: Context, job: Any) -> dict[str, Any]:
    """A long job: {name, done, total, finished, url, seconds_left?, cancel_url?, text?, failed?, next_url?, next_name?}.

    `url` answers with this component again; it is asked every two seconds until the job has finished.
    """
    return {"job": job, "csrf_token": context.get("csrf_token"), "id": f"job-{next(_numbers)}"}


@register.inclusion_tag(f"{COMPONENTS}/empty.html")
def empty(title: Any, text: Any = "", url: str = "", link: Any = "", symbol: str = "inbox") -> dict[str, Any]:
    """An empty place: what would appear here, and where to look meanwhile."""
    return {"title": title, "text": text, "url": url, "link": link, "symbol": symbol}


@register.inclusion_tag(f"{COMPONENTS}/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong in a form, on top of it, each line a link to its field."""
    found = [(form[name], form.errors[name]) for name in form.errors if name != "__all__"]
    return {"form": form, "found": found, "general": form.non_field_errors()}


@register.inclusion_tag(f"{COMPONENTS}/field.html")
def field(bound: Any, why: Any = "", article: Any = "") -> dict[str, Any]:
    """One field with label, help, error, and "why do you ask?" with the article."""
    kind = getattr(bound.field.widget, "input_type", "")
    if bound.errors:
        bound.field.widget.attrs["aria-invalid"] = "true"
    return {"field": bound, "why": why, "article": article, "box": kind == "checkbox"}


@register.inclusion_tag(f"{COMPONENTS}/upload.html")
def upload(bound: Any, accept: str = "", limit: str = "") -> dict[str, Any]:
    """A file to hand in; works by button, by dropping on it, and without a script."""
    bound.field.widget.attrs |= {"accept": accept, "class": "form-control"}
    return {"field": bound, "accept": accept, "limit": limit}


@register.inclusion_tag(f"{COMPONENTS}/chart.html")
def chart(options: dict[str, Any], caption: Any, rows: Iterable[Iterable[Any]] = ()) -> dict[str, Any]:
    """An ECharts picture of `options` with its table (first row = heads); the table is what a reader hears."""
    return {"options": options, "caption": caption, "rows": list(rows), "id": f"chart-{next(_numbers)}"}
