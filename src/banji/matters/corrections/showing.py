"""What the pages of cases show of a correction: what the citizen says, what was found, what may be picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.addresses.models import Address
from banji.cases.checks import say
from banji.cases.models import Case
from banji.cases.procedure import Step as Row
from banji.cases.showing import Said, Showing
from banji.foundation import clock
from banji.foundation.clock import CITY_TIME
from banji.foundation.code_names import code_name
from banji.matters.corrections.fields import ADDRESS, BIRTH_DATE, FIELDS, OTHER, OTHERS, Field, in_chinese
from banji.matters.corrections.models import CorrectionFinding, CorrectionRequest
from banji.matters.corrections.queries import finding_of, request_of

_FEW = 30


def said(case: Case) -> Iterator[Said]:
    """The citizen's words, and beside them what the papers show."""
    finding, request = finding_of(case), request_of(case)
    if finding:
        yield _said(finding, finding.value, title=_("Found by the papers"), who=finding.found_by)
    yield _said(request, request.wanted, title=_("The citizen says"), who=case.opened_by, why=request.why)


def _said(
    row: CorrectionRequest | CorrectionFinding, right: str, *, title: str, who: str, why: str = ""
) -> Said:
    field = FIELDS[row.item if isinstance(row, CorrectionFinding) else row.field]
    was, right = value_words(field, row.was), value_words(field, right)
    found = _("%(field)s: the register says “%(was)s”, right is “%(right)s”.") % {
        "field": say(field.title), "was": was or "–", "right": right,
    }  # fmt: skip
    day = row.recorded_from.astimezone(CITY_TIME).date()
    return Said(
        title=title, who=who, on=day, text=" ".join(part for part in (found, _reach(field), why) if part)
    )


def _reach(field: Field) -> str:
    return _("The address is the household's: all its members get it.") if field.code == ADDRESS else ""


def value_words(field: Field, text: str) -> str:
    """A value in the reader's language."""
    if field.code == BIRTH_DATE and text:
        return date_format(date.fromisoformat(text))
    return code_name(field.table, text) if field.table else text


def suggests(case: Case, row: Row) -> Mapping[str, object]:
    if "value" not in {ask.name for ask in row.asks}:
        return {}
    request = request_of(case)
    return {"value": in_chinese(FIELDS[request.field], request.wanted)}


def choices(case: Case, ask: str) -> list[tuple[str, str]]:
    """Fields for "something else"; the standard addresses of the village that read most like what was said."""
    request = request_of(case)
    if ask == "item" and request.field == OTHER:
        return [(field.code, say(field.title)) for field in OTHERS]
    if ask == "address" and request.field == ADDRESS:
        today = clock.today()
        here = Address.objects.filter(
            village=case.village_id, recorded_to=None, valid_from__lte=today, valid_to=None
        )
        like = here.annotate(like=TrigramSimilarity("rendered", request.wanted)).order_by("-like", "rendered")
        return [(str(pk), rendered) for pk, rendered in like.values_list("pk", "rendered")[:_FEW]]
    return []


SHOWING = Showing(said=said, suggests=suggests, choices=choices)
