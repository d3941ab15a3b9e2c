"""What the pages of cases show of a birth: what the family declares."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from banji.cases.checks import say
from banji.cases.models import Case
from banji.cases.showing import Said, Showing
from banji.foundation.clock import CITY_TIME
from banji.foundation.code_names import code_name
from banji.matters.births.queries import declaration_of
from banji.matters.births.rules import GROUNDS


def said(case: Case) -> Iterator[Said]:
    declared = declaration_of(case)
    if declared is None:
        return
    sex = code_name("sex", declared.sex)
    born = _("{name}, {sex}, born {day}").format(
        name=declared.name, sex=sex, day=date_format(declared.birth_date)
    )
    died = (
        _("died {day}, before the birth was registered").format(day=date_format(declared.died_on))
        if declared.died_on
        else ""
    )
    yield Said(
        title=_("Declared"),
        who=declared.applicant,
        on=declared.recorded_from.astimezone(CITY_TIME).date(),
        text=" · ".join(part for part in (born, say(GROUNDS[declared.ground]), died) if part),
    )


SHOWING = Showing(said=said)
