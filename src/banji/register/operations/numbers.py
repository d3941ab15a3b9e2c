"""Citizen numbers: kept once per holder, never refused because somebody else holds the same (重号, domain 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banji.foundation import clock
from banji.foundation.errors import Refused
from banji.foundation.models import Secret
from banji.foundation.secrets import sealed
from banji.identity.numbers import BadCitizenId, CitizenId, read_citizen_id
from banji.law.sources import source
from banji.register.models import Particulars, Survivor
from banji.register.operations.asking import Doubt


def hold(person_id: UUID, number: str) -> int | None:
    """Keep the number as this person's; returns the id history refers to it by, None without a number. One that
    somebody else holds is marked as disputed for both."""
    if not number:
        return None
    wanted = sealed(Secret.CITIZEN_ID, read(number).value)
    own = Particulars.objects.filter(person_id=person_id, number__token=wanted.token)
    if (known := own.values_list("number_id", flat=True).first()) is not None:
        return known
    holders = Secret.objects.filter(kind=Secret.CITIZEN_ID, token=wanted.token)
    wanted.disputed = holders.exists()
    holders.filter(disputed=False).update(disputed=True)
    wanted.save(force_insert=True)
    return wanted.pk


def keep_disputes(number_ids: Iterable[int]) -> None:
    """These numbers were given or taken: two who hold one have it disputed; who alone holds it, has not; whoever
    was merged into somebody holds none beside him. The rows of earlier holders stay, so that it is found under both for
    ever."""
    tokens = Secret.objects.filter(kind=Secret.CITIZEN_ID, pk__in=number_ids).values_list("token", flat=True)
    for token in {bytes(token) for token in tokens}:
        _keep_dispute(token)


def _keep_dispute(token: bytes) -> None:
    same = Secret.objects.filter(kind=Secret.CITIZEN_ID, token=token)
    merged = Survivor.objects.filter(recorded_to=None)
    held = Particulars.objects.filter(number__in=same, recorded_to=None, valid_to=None)
    held = held.exclude(person__in=merged.values("person"))
    holders = list(held.values_list("number_id", flat=True))
    alone = holders if len(holders) == 1 else []
    if len(holders) > 1 or same.count() > 1:
        same.filter(disputed=False).exclude(pk__in=alone).update(disputed=True)
    same.filter(pk__in=alone, disputed=True).update(disputed=False)


def read(number: str) -> CitizenId:
    """Raises `Refused` for a number that cannot be one."""
    try:
        return read_citizen_id(number, today=clock.today())
    except BadCitizenId as bad:
        said = bad.reason.in_language(get_language() or "zh-hans")
        raise Refused(
            said,
            rule=source("GB_11643").cite(get_language() or "zh-hans"),
            remedy=_("Compare it with the paper."),
            code="bad_number",
        ) from bad


def doubts(number: str, sex: str, born: date | None, holder: UUID) -> Iterator[Doubt]:
    """What is odd about a number beside a person (错号 and 重号 are cases of their own, never a refusal)."""
    if not number:
        return
    said = read(number)
    if sex != said.sex:
        yield Doubt("number_sex", _("The number belongs to the other sex."))
    if born != said.birth_date:
        yield Doubt("number_birth", _("The number says another date of birth."))
    token = sealed(Secret.CITIZEN_ID, said.value).token
    others = Particulars.objects.filter(number__token=token, recorded_to=None, valid_to=None)
    if others.exclude(person_id=holder).exists():
        yield Doubt("number_taken", _("Somebody else holds this number: both keep it, marked as disputed."))
