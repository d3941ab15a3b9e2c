"""Why somebody in a file of the register of record cannot stand: the reasons of the first load, and a few of a file
that brings whole histories."""

from __future__ import annotations

from banji.register.loading import reasons as load
from banji.register.loading.reasons import Reason
from banji.register.models import IdCard, Registration
from banji.words import Words

_DAY = "try_strptime(nullif({0}, ''), '%Y-%m-%d')::DATE"
_START = Reason(
    "start",
    f"{_DAY.format('valid_from')} IS NULL OR {_DAY.format('valid_from')} > $today",
    Words("起始日“{value}”不是今天或以前的日期。", "The start '{value}' is no day up to today."),
    "valid_from",
)

HOUSEHOLD_REFUSALS = (*load.HOUSEHOLD_REFUSALS, _START)
PEOPLE_REFUSALS = (*load.PEOPLE_REFUSALS, _START)
REGISTRATION_REFUSALS = (
    *load.PEOPLE_REFUSALS,
    _START,
    Reason(
        "household",
        "NOT has_household",
        Words(
            "户号“{value}”既不在文件里，也不在本系统里。",
            "The household '{value}' is neither in the file nor here.",
        ),
        "household_no",
    ),
    Reason(
        "village",
        "village_id IS NULL",
        Words(
            "区划代码“{value}”在区划表里没有。", "The village code '{value}' is not in the list of divisions."
        ),
        "village_code",
    ),
    Reason("address", "length(address_text) > 300", Words("住址超过300个字。", "The address is too long.")),
    Reason("no_status", "status = ''", Words("没有户籍状态。", "The state of the registration is missing.")),
    Reason(
        "reason",
        "as_given = 'CANCELLED' AND cancel_reason NOT IN "
        f"({', '.join(f"'{code}'" for code in ('', *Registration.CancelReason.values))})",
        Words("注销原因“{value}”不是规定的代码。", "The reason '{value}' is not in the code table."),
        "cancel_reason",
    ),
)
CARD_REFUSALS = (
    *load.PEOPLE_REFUSALS,
    Reason(
        "generation",
        "id_card_generation = ''",
        Words("没有身份证代别。", "The card's generation is missing."),
    ),
    Reason(
        "card_state",
        f"card_state NOT IN ({', '.join(f"'{code}'" for code in ('', *IdCard.State.values))})",
        Words("身份证状态“{value}”不是规定的代码。", "The card's state '{value}' is not in the code table."),
        "card_state",
    ),
)
_LACKING = (
    Reason(
        "no_people", "", Words("文件里没有此人的身份信息。", "The file has no particulars of this person.")
    ),
    Reason(
        "no_registrations",
        "",
        Words("文件里没有此人的户籍。", "The file has no registration of this person."),
    ),
)
_OF = {
    "households": HOUSEHOLD_REFUSALS,
    "people": (*PEOPLE_REFUSALS, *_LACKING),
    "registrations": (*REGISTRATION_REFUSALS, *_LACKING),
    "id_cards": CARD_REFUSALS,
}


def sentence(source: str, code: str, value: str) -> Words:
    """Why a row of a table was refused."""
    text = next(reason.text for reason in _OF[source] if reason.code == code)
    return Words(text.zh.format(value=value), text.en.format(value=value))
