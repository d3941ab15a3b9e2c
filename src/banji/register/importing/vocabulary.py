"""Words that stand for codes: those of the standards (`identity.codes`), and the everyday ones of people's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from banji.foundation.code_names import code_choices
from banji.identity import codes
from banji.register.importing.columns import Kind, column
from banji.register.loading.columns import SIGNS
from banji.register.models import HouseholdParticulars, RegisterEvent, Registration

_STANDARDS = {
    "sex": "sex",
    "relation_to_head": "relation",
    "ethnicity": "ethnicity",
    "education": "education",
    "marital_status": "marital",
}
_H, _S, _R = HouseholdParticulars.Kind, Registration.Status, Registration.CancelReason
_EVERYDAY: Mapping[str, Mapping[str, str]] = {
    "sex": {"M": "1", "F": "2"},
    "relation_to_head": {"本人": "02", "户主本人": "02"},  # of the head the column can say nothing else
    "household_type": {"家庭户": _H.FAMILY, "家庭": _H.FAMILY, "集体户": _H.COLLECTIVE, "集体": _H.COLLECTIVE,
                       "公共集体户": _H.PUBLIC_COLLECTIVE, "社区公共集体户": _H.PUBLIC_COLLECTIVE},
    "status": {"在册": _S.ACTIVE, "正常": _S.ACTIVE, "有效": _S.ACTIVE, "未注销": _S.ACTIVE, "注销": _S.CANCELLED, "已注销": _S.CANCELLED, "死亡注销": _S.CANCELLED,
               "销户": _S.CANCELLED},
    "cancel_reason": {"死亡": _R.DEATH, "死亡注销": _R.DEATH, "参军": _R.ENLISTED, "入伍": _R.ENLISTED,
                      "服兵役": _R.ENLISTED, "出国定居": _R.SETTLED_ABROAD, "出国（境）定居": _R.SETTLED_ABROAD,
                      "丧失国籍": _R.NATIONALITY_LOST, "加入外国籍": _R.NATIONALITY_LOST, "迁出": _R.MOVED_OUT,
                      "迁往市外": _R.MOVED_OUT, "重复户口": _R.DUPLICATE, "重户": _R.DUPLICATE, "虚假户口": _R.FALSE,
                      "假户": _R.FALSE, "其他": _R.OTHER},
    "legacy_hukou_category": {"农业": "AGRICULTURAL", "农业户口": "AGRICULTURAL", "非农业": "NON_AGRICULTURAL",
                              "非农": "NON_AGRICULTURAL", "非农业户口": "NON_AGRICULTURAL", "居民户口": "NONE"},
    "id_card_generation": {"一代": "1", "第一代": "1", "一代证": "1", "二代": "2", "第二代": "2", "二代证": "2"},
    "kind": {"到窗口": "COUNTER_VISIT", "到窗口办事": "COUNTER_VISIT", "窗口办事": "COUNTER_VISIT",
             "换领身份证": "ID_CARD_RENEWED", "换证": "ID_CARD_RENEWED", "走访见到本人": "VERIFIED_VISIT",
             "走访": "VERIFIED_VISIT"},
}  # fmt: skip
_SIGNS = ("COUNTER_VISIT", "ID_CARD_RENEWED", "VERIFIED_VISIT", "PERMIT_ENDORSED")
_LEGACY = (
    ("AGRICULTURAL", gettext_lazy("agricultural")),
    ("NON_AGRICULTURAL", gettext_lazy("non-agricultural")),
    ("NONE", gettext_lazy("none")),
)


def choices(table: str, name: str) -> list[tuple[str, str]]:
    """The codes a column of the format may have, with their names in the reader's language; [] where it has none."""
    if standard := _STANDARDS.get(name):
        return code_choices(standard)
    return [(code, str(label)) for code, label in _labelled(table, name)]


def _labelled(table: str, name: str) -> Iterable[tuple[str, str | Promise]]:
    if name == "kind":
        return [(code, code) for code in _SIGNS] if table == SIGNS else RegisterEvent.Kind.choices
    listed: dict[str, Iterable[tuple[str, str | Promise]]] = {
        "household_type": _H.choices,
        "status": _S.choices,
        "cancel_reason": _R.choices,
        "legacy_hukou_category": _LEGACY,
        "id_card_generation": (("1", "1"), ("2", "2")),
    }
    return listed.get(name, ())


def has_codes(table: str, name: str) -> bool:
    return column(table, name).kind is Kind.CODE and bool(choices(table, name))


def code_of(table: str, name: str, word: str) -> str:
    """The code that a word of a file stands for, '' if nobody knows: then a person says it."""
    word = word.strip()
    if code := _EVERYDAY.get(name, {}).get(word):
        return str(code)
    if standard := _STANDARDS.get(name):
        return _standard(standard, word)
    with override("zh-hans"):
        known = {text: code for code, label in choices(table, name) for text in (code, label)}
    return known.get(word, "")


def _standard(standard: str, word: str) -> str:
    table = codes.table(standard)
    padded = word.zfill(2) if word.isdigit() and word not in table else word
    if padded in table:
        return padded
    try:
        return table.code(word)
    except codes.UnknownCode:
        return ""
