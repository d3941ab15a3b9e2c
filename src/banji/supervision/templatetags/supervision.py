"""Figures on the dashboards: `{% load supervision %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.law.sources import Citation
from banji.supervision.deaths.board import Shown
from banji.supervision.deaths.tables import linked
from banji.supervision.indicators.indicator import FEWEST, Kind
from banji.web.templatetags.banji import percent
from banji.web.words import thousands
from banji.words import Words

register = template.Library()


@register.simple_tag
def words(said: Words) -> str:
    """Words in the reader's language."""
    return said.in_language(get_language() or "zh-hans")


@register.simple_tag
def cite(source: Citation) -> str:
    return source.cite(get_language() or "zh-hans")


@register.simple_tag
def figure(shown: Shown) -> str | SafeString:
    """A count, a share with its two numbers, or days with the cases they rest on; it opens its list."""
    found = shown.figure
    if found.withheld:
        return _("withheld: fewer than %(n)s") % {"n": FEWEST}
    if found.indicator.kind is Kind.COUNT:
        return linked(thousands(found.value), shown.url if found.value else "")
    url = shown.url if found.numerator else ""
    if found.indicator.kind is Kind.SHARE:
        share = percent(found.numerator, found.denominator)
        rest = _("%(n)s of %(of)s") % {"n": thousands(found.numerator), "of": thousands(found.denominator)}
        return format_html("{} {}", share, linked(rest, url))
    said = _("%(median)s days") % {"median": thousands(found.value)}
    rest = _("of %(n)s cases") % {"n": thousands(found.denominator)}
    return linked(f"{said} · {rest}", url)
