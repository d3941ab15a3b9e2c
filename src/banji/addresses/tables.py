"""The lists of divisions."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from banji.addresses.models import Division


class Found(tables.Table):  # type: ignore[misc]
    """Divisions of all times that fit a search."""

    title = _("Divisions")
    folded_name = tables.Column(verbose_name=_("Name"), linkify=("addresses:division", [tables.A("pk")]))
    parent = tables.Column(verbose_name=_("Belongs to"), accessor="parent__folded_name", default="")
    level = tables.Column(verbose_name=_("Level"))
    code = tables.Column(verbose_name=_("Code"))
    valid_from = tables.DateColumn(format="Y-m-d", verbose_name=_("Since"))
    valid_to = tables.DateColumn(format="Y-m-d", verbose_name=_("Until"), default=_("stands"))

    class Meta:
        model = Division
        fields = ("folded_name", "parent", "level", "code", "valid_from", "valid_to")
        empty_text = _("No division is or was called so.")


class Open(tables.Table):  # type: ignore[misc]
    """Ended villages that nobody has followed to a village of today."""

    title = _("Villages to settle")
    name = tables.Column(
        verbose_name=_("Village"),
        accessor="village__folded_name",
        linkify=("addresses:division", [tables.A("village__pk")]),
    )
    parent = tables.Column(verbose_name=_("Then in"), accessor="village__parent__folded_name")
    town = tables.Column(verbose_name=_("Today in"), accessor="town__folded_name", default=_("not known"))
    code = tables.Column(verbose_name=_("Code"), accessor="village__code")

    class Meta:
        empty_text = _("Every village of the past is followed to one of today.")
