"""The law a case keeps: its profile on the day it was opened, with the city's own dated rows on top."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from banji.cases.models import Case
from banji.law.papers import PaperLists, paper_lists
from banji.law.profiles import Rules, load_rules


def rules_on(day: date, profile: str = "") -> Rules:
    """The city's rules on a day; what a case opened that day keeps."""
    return load_rules(profile or settings.BANJI_PROFILE, overrides=settings.BANJI_LAW, on=day)


def rules_of(case: Case) -> Rules:
    return rules_on(case.rules_on, case.profile)


def lists() -> PaperLists:
    return paper_lists(tuple(settings.BANJI_LAW))
