"""The gazetteer of this city: every division, ended ones too, as `standardise` wants them."""

from __future__ import annotations

from datetime import date

from banji.addresses.models import Division
from banji.addresses.standardise import Gazetteer, Place


def gazetteer(on: date) -> Gazetteer:
    """All names known until a day; those that stand on it are preferred. About 4,000 places: build it once a job."""
    rows = Division.objects.filter(valid_from__lte=on)
    return Gazetteer(
        Place(d.pk, d.level, d.folded_name, d.name, d.parent_id, d.valid_to is None or d.valid_to > on)
        for d in rows
    )
