"""Why an event or a chain of earlier years cannot stand. A chain stands or falls as a whole, and its person with it: a
registration with a hole in its history is not one that can be gone on with. Corrected, all of it is loaded again."""

from __future__ import annotations

from banji.register.loading.reasons import (
    ANCIENT,
    FUTURE,
    IMPOSSIBLE,
    Reason,
    day,
    first_of,
    listed,
    no_day,
    too_long,
    unknown_code,
)
from banji.register.models import RegisterEvent, Registration
from banji.words import Words

_ACTIVE, _IN_TRANSIT, _CANCELLED = (f"'{status}'" for status in Registration.Status.values)
# What a load or a mirror says of itself cannot have happened before it.
_KINDS = [kind for kind in RegisterEvent.Kind.values if kind not in ("LOADED", "MIRRORED")]
_DAYS = ("valid_from", "valid_to")
_BAD_DAY, _FUTURE, _ANCIENT = (first_of(_DAYS, wrong) for wrong in (IMPOSSIBLE, FUTURE, ANCIENT))
_TOO_LONG = too_long({"relation_to_head": 2, "cancel_reason": 30, "address_text": 300})
_EVENT_TOO_LONG = too_long({"event_ref": 60, "case_no": 40, "decided_by": 120})

_NO_REF = Reason("no_ref", "external_ref = ''", Words("没有人员编号。", "There is no external_ref."))
_NOBODY = Reason(
    "person",
    "person_row IS NULL",
    Words("编号“{value}”不在人员表里。", "'{value}' is not in the table of people."),
    "external_ref",
)
_PERSON_REFUSED = Reason(
    "person_refused",
    "false",  # spread by `history.follow_the_people`
    Words("人员{value}的那一行被退回。", "The row of the person {value} was refused."),
)

EVENT_REFUSALS = (
    Reason("no_event_ref", "event_ref = ''", Words("没有变动编号。", "There is no event_ref.")),
    Reason(
        "twice",
        "nth > 1",
        Words("变动编号{value}前面已有一行。", "The event {value} stands in an earlier row already."),
        "event_ref",
    ),
    _NO_REF,
    _NOBODY,
    Reason(
        "kind",
        f"kind NOT IN {listed(_KINDS)}",
        Words("变动种类“{value}”不是规定的代码。", "The kind '{value}' is not in the code table."),
        "kind",
    ),
    Reason(
        "day",
        f"event_date = '' OR {no_day('event_date')} OR {day('event_date')} > $today",
        Words(
            "变动日期“{value}”没有、不存在或晚于今天。",
            "The day '{value}' is missing, impossible or in the future.",
        ),
        "event_date",
    ),
    Reason(
        "before_birth",
        f"{day('event_date')} < {day('birth')}",
        Words("变动日期{value}早于出生日期。", "The event of {value} lies before the birth."),
        "event_date",
    ),
    Reason(
        "seq",
        "seq <> '' AND NOT regexp_full_match(seq, '[1-9][0-9]{0,5}')",
        Words("当日次序“{value}”不是从1起的数。", "The place '{value}' within the day is no number from 1."),
        "seq",
    ),
    Reason(
        "place",
        "in_place > 1",
        Words(
            "同一人同一天前面已有次序为{value}的变动。",
            "An earlier event of this person and day has the place {value} already.",
        ),
        "place::VARCHAR",
    ),
    Reason("long", f"{_EVENT_TOO_LONG} IS NOT NULL", Words("{value}太长。", "{value} is too long."), _EVENT_TOO_LONG),
    _PERSON_REFUSED,
)  # fmt: skip

_OF_A_ROW = (
    _NO_REF,
    _NOBODY,
    Reason(
        "impossible_date",
        f"{_BAD_DAY} IS NOT NULL",
        Words(
            "日期不存在，或不是“年-月-日”的写法：{value}。", "This is no date written as YYYY-MM-DD: {value}."
        ),
        _BAD_DAY,
    ),
    Reason("no_start", "valid_from = ''", Words("没有户籍起始日。", "The day it began is missing.")),
    Reason(
        "future_date",
        f"{_FUTURE} IS NOT NULL",
        Words("日期晚于今天：{value}。", "The date lies in the future: {value}."),
        _FUTURE,
    ),
    Reason(
        "ancient_date",
        f"{_ANCIENT} IS NOT NULL",
        Words("日期早于1840年：{value}。", "The date lies before 1840: {value}."),
        _ANCIENT,
    ),
    Reason(
        "before_birth",
        f"{day('valid_from')} < {day('birth')}",
        Words("户籍起始日{value}早于出生日期。", "The registration begins on {value}, before the birth."),
        "valid_from",
    ),
    Reason(
        "no_time",
        f"{day('valid_to')} <= {day('valid_from')}",
        Words("终止日{value}不晚于起始日。", "The row ends on {value}, and has not lasted a day."),
        "valid_to",
    ),
    Reason(
        "status",
        f"status NOT IN {listed(Registration.Status.values)}",
        Words(
            "状态“{value}”不是ACTIVE、IN_TRANSIT或CANCELLED。",
            "The status '{value}' is not ACTIVE, IN_TRANSIT or CANCELLED.",
        ),
        "status",
    ),
    Reason(
        "reason",
        f"status <> {_CANCELLED} AND cancel_reason <> ''",
        Words("没有注销，却有注销原因“{value}”。", "Not cancelled, and yet for the reason '{value}'."),
        "cancel_reason",
    ),
    Reason(
        "no_household",
        f"status = {_ACTIVE} AND household_no = ''",
        Words("在册，却没有户号。", "Registered, but in no household."),
    ),
    Reason(
        "household",
        "household_no <> '' AND household_row IS NULL",
        Words("户号“{value}”不在户表里。", "The household '{value}' is not in the table of households."),
        "household_no",
    ),
    Reason(
        "household_refused",
        "household_refused IS NOT NULL",
        Words("所在户{value}的那一行被退回。", "The row of the household {value} was refused."),
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
    Reason(
        "event",
        "event_ref <> '' AND event_row IS NULL",
        Words(
            "变动“{value}”不在此人可接受的变动里。",
            "The event '{value}' is not among the events of this person that can stand.",
        ),
        "event_ref",
    ),
    Reason("long", f"{_TOO_LONG} IS NOT NULL", Words("{value}太长。", "{value} is too long."), _TOO_LONG),
)

_OF_A_CHAIN = (
    Reason(
        "two_ends",
        "in_order AND before_row IS NOT NULL AND before_until IS NULL",
        Words("第{value}行没有终止日，此行却接在其后。", "Row {value} has no end, and yet this one follows it."),
        "before_row::VARCHAR",
    ),
    Reason(
        "overlap",
        f"in_order AND before_until > {day('valid_from')}",
        Words("与第{value}行的时间重叠。", "Its time overlaps with that of row {value}."),
        "before_row::VARCHAR",
    ),
    Reason(
        "gap",
        f"in_order AND before_until < {day('valid_from')}",
        Words("与第{value}行之间的时间没有户籍。", "Between row {value} and this one nothing is said."),
        "before_row::VARCHAR",
    ),
    Reason(
        "ends",
        "in_order AND is_last AND valid_to <> ''",
        Words("最后一行到{value}终止，其后没有户籍。", "The last row ends on {value}, and nothing is said after it."),
        "valid_to",
    ),
)  # fmt: skip

REGISTRATION_REFUSALS = (
    *_OF_A_ROW,
    *_OF_A_CHAIN,
    Reason(
        "chain",
        "false",  # spread by `history.follow_the_people`
        Words(
            "此人户籍历史的第{value}行不能成立，整条历史一并退回。",
            "Row {value} of this person's history cannot stand, and so none of it is taken over.",
        ),
    ),
    _PERSON_REFUSED,
)

# Of a row of `people`, besides its own reasons.
DISAGREEMENTS = (
    Reason(
        "chain",
        "chain_fault IS NOT NULL",
        Words("户籍历史的第{value}行不能成立。", "Row {value} of the registrations of this person cannot stand."),
        "chain_fault::VARCHAR",
    ),
    Reason(
        "other_household",
        "chain_household <> '' AND chain_household <> household_no",
        Words("户籍历史的最后一户是{value}，与此行不符。", "The history ends in another household, {value}."),
        "chain_household",
    ),
    Reason(
        "other_status",
        f"(status = {_CANCELLED}) <> (chain_status = {_CANCELLED})",
        Words("户籍历史的最后状态是{value}，与此行不符。", "The history ends with another status, {value}."),
        "chain_status",
    ),
    Reason(
        "other_relation",
        "relation_to_head <> '' AND chain_relation <> relation_to_head",
        Words(
            "户籍历史最后的与户主关系是“{value}”，与此行不符。",
            "The history ends with another relation to the head, '{value}'.",
        ),
        "chain_relation",
    ),
    Reason(
        "other_reason",
        "cancel_reason <> '' AND chain_reason <> cancel_reason",
        Words(
            "户籍历史的注销原因是“{value}”，与此行不符。",
            "The history ends with another reason of cancellation, '{value}'.",
        ),
        "chain_reason",
    ),
    Reason(
        "other_end",
        f"status = {_CANCELLED} AND chain_from <> valid_to",
        Words(
            "户籍历史自{value}起注销，与此行的终止日不符。",
            "The history is cancelled from {value} on, this row has another day.",
        ),
        "chain_from",
    ),
    Reason(
        "other_start",
        "valid_from <> '' AND (valid_from < chain_began OR valid_from > chain_registered)",
        Words(
            "户籍历史自{value}起，与此行的起始日不符。",
            "The history says {value} for the day on which this row begins.",
        ),
        "CASE WHEN valid_from < chain_began THEN chain_began ELSE chain_registered END",
    ),
)  # fmt: skip

REGISTRATION_REMARKS = (
    Reason(
        "cancel_reason",
        f"cancel_reason NOT IN {listed(('', *Registration.CancelReason.values))}",
        Words("注销原因“{value}”不是规定的代码。", "The reason '{value}' is not in the code table."),
        "cancel_reason",
    ),
    unknown_code("relation", "relation_to_head", "与户主关系"),
    Reason(
        "event_day",
        "event_date <> valid_from",
        Words(
            "此行的变动发生在{value}，不是起始日。",
            "The event that began the row is of another day, {value}.",
        ),
        "event_date",
    ),
    Reason(
        "other_village",
        "other_village",
        Words("与户的区划代码不同。", "The household is in another village."),
    ),
)

# Of people taken over where others have a history.
NO_HISTORY = Reason(
    "no_history",
    "misses_history",
    Words("没有户籍历史，按人员表的一行登记。", "There is no history of this person; the one row is taken."),
)
