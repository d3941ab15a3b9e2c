"""What the pages ask: the tree, a search over all names, and everything about one division."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from banji.accounts.models import Organisation
from banji.addresses import lineage, scope
from banji.addresses.divisions import valid_on
from banji.addresses.models import Address, Division, Grid, Succession, Zone
from banji.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class DivisionSheet:
    """One division with all that is known of it on a day."""

    division: Division
    above: tuple[Division, ...]
    # Did it stand on that day?
    stands: bool
    successions: tuple[Succession, ...]
    today: tuple[Division, ...]
    past: tuple[lineage.Past, ...]
    past_names: tuple[str, ...]
    station: Organisation | None
    grids: tuple[Grid, ...]
    zones: tuple[Zone, ...]
    doors: int


def below(parent_id: int | None, on: date) -> QuerySet[Division]:
    """What stands below a division, or at the top, in the order of the codes; `standing` counts what is below each."""
    still = Q(children__valid_to=None) | Q(children__valid_to__gt=on)
    rows = valid_on(on).annotate(standing=Count("children", filter=still & Q(children__valid_from__lte=on)))
    return rows.filter(parent_id=parent_id).order_by("code")


def find(words: str) -> QuerySet[Division]:
    """Divisions of every level and time, ended ones too, whose name, code or initials fit."""
    word = words.strip()
    fits = Q(folded_name__contains=word) | Q(name__contains=word) | Q(code__startswith=word)
    if word.isascii():
        fits |= Q(initials__startswith=word.lower())
    return Division.objects.filter(fits).select_related("parent").order_by("level", "code", "valid_from")


def sheet(division_id: int, on: date) -> DivisionSheet:
    """Everything about one division. Raises `NotFound`."""
    division = Division.objects.select_related("parent").filter(pk=division_id).first()
    if division is None:
        raise NotFound(_("There is no such division."))
    stands = division.valid_from <= on and (division.valid_to is None or division.valid_to > on)
    village = division.level == Division.Level.VILLAGE
    past = lineage.predecessors(division_id)
    successions = division.successions.filter(withdrawn_at=None).select_related("successor__parent")
    areas = lineage.ancestors_by_merger([division_id])[division_id]
    current = Q(valid_to=None) | Q(valid_to__gt=on)
    return DivisionSheet(
        division=division,
        above=_above(division),
        stands=stands,
        successions=tuple(successions.order_by("happened_on", "successor__code")),
        today=lineage.today(division_id, on) if village and not stands else (),
        past=past,
        past_names=lineage.past_names(division),
        station=scope.station_for(division_id, on) if village else None,
        grids=tuple(Grid.objects.filter(current, village_id=division_id)),
        zones=tuple(Zone.objects.filter(current, members__division_id=division_id, members__valid_to=None)),
        doors=Address.objects.filter(village_id__in=areas, recorded_to=None, valid_to=None).count()
        if village
        else 0,
    )


def _above(division: Division) -> tuple[Division, ...]:
    found: list[Division] = []
    at = division.parent
    while at is not None:
        found.insert(0, at)
        at = at.parent
    return tuple(found)
