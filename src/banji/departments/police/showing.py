"""A difference in words: each part of both records line by line, what differs marked, numbers masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from banji.addresses.models import Division
from banji.departments.police.models import Difference
from banji.departments.police.rules import REFUSED
from banji.departments.police.sides import pair_of
from banji.departments.police.taking.compare import Ours, Pair, Theirs
from banji.departments.police.taking.reasons import sentence
from banji.departments.police.taking.rows import FIELDS, Said
from banji.foundation.models import Secret
from banji.foundation.secrets import masked
from banji.identity import codes
from banji.identity.masking import mask_id_no, mask_phone
from banji.reconciliation.comparing import Part, differences
from banji.register.models import Particulars
from banji.words import Words

PARTS = {
    "household": Words("户", "Household"),
    "particulars": Words("身份信息", "Particulars"),
    "registration": Words("户籍", "Registration"),
    "card": Words("居民身份证", "ID card"),
}
NAMES = {
    "valid_from": Words("起", "from"), "valid_to": Words("至", "to"), "household_no": Words("户号", "household number"),
    "household_type": Words("户别", "household type"), "address_text": Words("住址", "address"),
    "village": Words("村（社区）", "village"), "name": Words("姓名", "name"),
    "former_name": Words("曾用名", "former name"), "sex": Words("性别", "sex"),
    "birth_date": Words("出生日期", "date of birth"), "ethnicity": Words("民族", "ethnicity"),
    "number": Words("公民身份号码", "citizen ID number"), "phone": Words("联系电话", "telephone"),
    "native_place": Words("籍贯", "native place"), "birth_place": Words("出生地", "place of birth"),
    "education": Words("学历", "education"), "marital_status": Words("婚姻状况", "marital status"),
    "household": Words("户号", "household number"), "status": Words("户籍状态", "state of the registration"),
    "cancel_reason": Words("注销原因", "reason of cancellation"),
    "relation_to_head": Words("与户主关系", "relation to the head"),
    "legacy_hukou_category": Words("原户口性质", "former category"), "legacy_as_of": Words("截至", "as of"),
    "generation": Words("代别", "generation"), "issued_on": Words("签发日期", "issued on"), "state": Words("状态", "state"),
}  # fmt: skip
_CODED = {"sex": "sex", "ethnicity": "ethnicity", "relation_to_head": "relation", "education": "education"}
_STATES = {
    "ACTIVE": "在册", "CANCELLED": "注销", "IN_TRANSIT": "迁移途中", "IN_USE": "有效", "VOIDED": "作废", "LOST": "挂失",
    "DEATH": "死亡", "ENLISTED": "参军", "SETTLED_ABROAD": "出国定居", "NATIONALITY_LOST": "丧失国籍",
    "MOVED_OUT": "迁出本市", "DUPLICATE": "重复登记", "FALSE": "虚假登记", "OTHER": "其他", "FAMILY": "家庭户",
    "COLLECTIVE": "集体户", "PUBLIC_COLLECTIVE": "公共集体户", "NONE": "", "AGRICULTURAL": "农业",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One field in both records, in pieces."""

    name: Words
    theirs: list[Part]
    ours: list[Part]


@dataclass(frozen=True, slots=True)
class Block:
    title: Words
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Both:
    owner: UUID | None
    detail: Words
    parts: list[Block]
    has_theirs: bool


def field_name(name: str) -> Words:
    """`registration.status` in words; a part alone is its history."""
    part, _dot, field = name.partition(".")
    return NAMES[field] if field else PARTS[part]


def open_both(difference: Difference) -> Both:
    """Both records. The caller records the reading."""
    pair = pair_of(difference)
    villages = _villages(pair)
    numbers = _numbers(pair)
    parts = [
        Block(title, lines)
        for part, title in PARTS.items()
        if (lines := list(_lines(part, pair, villages, numbers)))
    ]
    return Both(pair.owner, _detail(difference), parts, bool(pair.theirs))


def _detail(difference: Difference) -> Words:
    if difference.kind != REFUSED:
        return Words("", "")
    source, code, value = difference.detail.split("|", 2)
    return sentence(source, code, value) if code else Words(value, value)


def _lines(part: str, pair: Pair, villages: dict[str, str], numbers: dict[int, Said]) -> Iterator[Line]:
    """The rows of a part, each of theirs beside the one of ours with the same beginning; unlike rows first to last."""
    theirs = {_key(row): row for row in pair.theirs if row.part == part}
    ours = {_key(row): row for row in pair.ours if row.part == part}
    for key in sorted(theirs.keys() | ours.keys()):
        left, right = theirs.get(key), ours.get(key)
        for field in FIELDS[part]:
            here, there = _text(field, left, villages, numbers), _text(field, right, villages, numbers)
            if here or there:
                yield Line(NAMES[field], *_pieces(field, left, right, here, there))


def _key(row: Theirs | Ours) -> str:
    said = row.fields
    return said.get("valid_from") or f"{said['generation']}{said['issued_on']}"


def _pieces(
    field: str, left: Theirs | Ours | None, right: Theirs | Ours | None, here: str, there: str
) -> tuple[list[Part], list[Part]]:
    if field in ("number", "phone"):  # masked: two numbers with the same ends may still be unlike
        unlike = bool(left and right and left.fields[field] != right.fields[field])
        return [Part(here, unlike)] if here else [], [Part(there, unlike)] if there else []
    if left is None or right is None or not (here and there):
        return [Part(here, True)] if here else [], [Part(there, True)] if there else []
    return differences(here, there)


def _text(field: str, row: Theirs | Ours | None, villages: dict[str, str], numbers: dict[int, Said]) -> str:
    if row is None:
        return ""
    value = row.fields[field]
    if field == "number":
        return mask_id_no(row.number) if isinstance(row, Theirs) else numbers.get(row.id, {}).get(field, "")
    if field == "phone":
        return mask_phone(row.phone) if isinstance(row, Theirs) else numbers.get(row.id, {}).get(field, "")
    if field == "village":
        return villages.get(value, value)
    if field in _CODED and value:
        return next((entry.name.zh for entry in codes.table(_CODED[field]) if entry.code == value), value)
    return _STATES.get(value, value)


def _villages(pair: Pair) -> dict[str, str]:
    said = [row.fields for row in pair.theirs] + [row.fields for row in pair.ours]
    ids = {int(fields["village"]) for fields in said if "village" in fields}
    return {str(pk): name for pk, name in Division.objects.filter(pk__in=ids).values_list("pk", "name")}


def _numbers(pair: Pair) -> dict[int, Said]:
    ids = [row.id for row in pair.ours if row.part == "particulars"]
    rows = Particulars.objects.filter(pk__in=ids).select_related("number", "phone")
    return {row.pk: {"number": _shown(row.number), "phone": _shown(row.phone)} for row in rows}


def _shown(secret: Secret | None) -> str:
    return masked(secret) if secret else ""
