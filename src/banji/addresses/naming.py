"""Names of areas for the accounts room, which knows who answers for an area and not what it is called."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from banji.addresses.divisions import valid_on
from banji.addresses.models import Division, Grid, Zone
from banji.addresses.paths import Paths
from banji.foundation import clock

_MOST = 20


def names_of(area_ids: Iterable[int]) -> dict[int, str]:
    """Full names of divisions, of zones, and of grids with their village, by area id."""
    ids = list(area_ids)
    grids = list(Grid.objects.filter(pk__in=ids))
    divisions = list(Division.objects.filter(pk__in=ids).values_list("pk", flat=True))
    paths = Paths([*divisions, *(grid.village_id for grid in grids)])
    named = {pk: paths.full_name(pk) for pk in divisions}
    named |= {grid.pk: paths.full_name(grid.village_id) + grid.name for grid in grids}
    return named | dict(Zone.objects.filter(pk__in=ids).values_list("pk", "name"))


def search_areas(words: str) -> list[tuple[int, str]]:
    """Standing divisions of every level, zones and grids whose name or initials begin with or contain the words."""
    today, word = clock.today(), words.strip()
    open_now = (Q(valid_to=None) | Q(valid_to__gt=today)) & Q(name__contains=word)
    rows = valid_on(today).filter(Q(name__contains=word) | Q(initials__startswith=word.lower()))
    ids = list(rows.order_by("level", "code").values_list("pk", flat=True)[:_MOST])
    for overlay in (Zone, Grid):
        ids += overlay.objects.filter(open_now).values_list("pk", flat=True)[:_MOST]
    names = names_of(ids)
    return [(pk, names[pk]) for pk in ids]
