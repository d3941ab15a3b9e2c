"""Roles a post may carry. What a role may do stands in the procedures and the permission table, not here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CLERK = "CLERK", _("counter clerk")
    OFFICER = "OFFICER", _("registration officer")
    STATION_CHIEF = "STATION_CHIEF", _("station chief")
    COUNTY_OFFICER = "COUNTY_OFFICER", _("county officer")
    CITY_OFFICER = "CITY_OFFICER", _("city officer")
    GRID_WORKER = "GRID_WORKER", _("grid worker")
    COMMITTEE = "COMMITTEE", _("village committee clerk")
    REPORTER = "REPORTER", _("reporter of an organisation")
    LIAISON = "LIAISON", _("department liaison")
    SUPERVISOR = "SUPERVISOR", _("supervisor")
    SYS_ADMIN = "SYS_ADMIN", _("system administrator")
    SEC_ADMIN = "SEC_ADMIN", _("security administrator")
    AUDIT_ADMIN = "AUDIT_ADMIN", _("audit administrator")


ADMINISTRATORS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
POLICE = frozenset({Role.CLERK, Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER})
