"""Who is kept of two registrations, and who may decide what. Plain, no Django (domain 5.12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banji.cases.rules import Check, Papers, Reason, View, papers_of
from banji.law.papers import Demand
from banji.law.sources import source
from banji.words import Words

ONE_PLACE = source("HUKOU_1958", "6")
ONE_NUMBER = source("ID_CARD_LAW", "3")
CORRECTING = source("HUKOU_1958", "17")
# 宜宾, 2014: the card first, then town before country, then the person's own choice.
CHOOSING = source("ELSEWHERE")

CARD, TOWN, OWN_CHOICE = "CARD", "TOWN", "OWN_CHOICE"
# Why the one changes and not the other: the number does not fit him, the other had it first, the county's own reasons.
FITS, FIRST, COUNTY = "FITS", "FIRST", "COUNTY"
COMPARED_SAME, COMPARED_DIFFERENT, UNCLEAR, NOT_COMPARED = "SAME", "DIFFERENT", "UNCLEAR", "NOT_COMPARED"
NUMBER, SEX, BIRTH, NOTHING_WRONG = "NUMBER", "SEX", "BIRTH", "NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView(View):
    """A case of this matter, as its rules see it. People are ids as text."""

    people: tuple[str, ...] = ()
    # Who holds a second-generation card in force; who is registered in town.
    with_card: frozenset[str] = frozenset()
    in_town: frozenset[str] = frozenset()
    # How the police comparison ended; what is wrong with a number, as the officer found it.
    compared: str = ""
    found: str = ""
    # Do both still hold the number?
    shared: bool = False
    # Whom the number fits by sex and birth date; who was given it first, as the station found; when the county decided.
    fits: frozenset[str] = frozenset()
    first: str = ""
    decided_on: date | None = None
    # Was one of both cancelled as obtained by fraud?
    false: bool = False

    @property
    def may_stay(self) -> tuple[frozenset[str], str]:
        """Who may be kept by the rule of choice, and the ground."""
        for ground, those in ((CARD, self.with_card), (TOWN, self.in_town)):
            if len(those) == 1:
                return those, ground
        return frozenset(self.people), OWN_CHOICE

    @property
    def changes_by_rule(self) -> tuple[str, str]:
        """Who of two that do not agree gets a new number, and the ground; nobody where no rule decides."""
        if len(self.fits) == 1:
            return self._other_than(next(iter(self.fits))), FITS
        return (self._other_than(self.first), FIRST) if self.first else ("", COUNTY)

    def _other_than(self, one: str) -> str:
        return next(person for person in self.people if person != one)


def _pair(view: View) -> PairView:
    if not isinstance(view, PairView):
        raise TypeError("the rules of duplicates look at a PairView")
    return view


_BY_RULE = {
    CARD: Words("只有另一户口持有有效的第二代居民身份证，应当保留该户口。", "Only the other one has a second-generation card: that registration is kept."),
    TOWN: Words("另一户口登记在城镇，应当保留该户口。", "The other one is registered in town: that registration is kept."),
}  # fmt: skip


def _keeps_by_rule(view: View) -> Reason | None:
    may, ground = _pair(view).may_stay
    if view.facts.get("keep") in may or ground == OWN_CHOICE:
        return None
    return Reason(
        _BY_RULE[ground],
        CHOOSING,
        Words(
            "请改选该户口；怀疑弄虚作假的，不适用本规则，请转虚假户口核查。",
            "Choose that one; where fraud is suspected this rule does not hold: send it to the county as suspected fraud.",
        ),
    )


def _choice_was_said(view: View) -> Reason | None:
    """Where the rule does not decide, the person does, and his word is kept."""
    _may, ground = _pair(view).may_stay
    if ground != OWN_CHOICE or view.facts.get("statement"):
        return None
    return Reason(
        Words("按规则不能确定保留哪一户口，由本人选择。", "The rule does not decide which is kept: the person chooses."),
        CHOOSING,
        Words("请记录本人的意愿：何人、何日、如何表示。", "Note what the person said, who said it, and when."),
    )  # fmt: skip


def _compared_with_a_paper(view: View) -> Reason | None:
    if view.facts.get("comparison") in {None, "", NOT_COMPARED} or view.facts.get("comparison_no"):
        return None
    return Reason(
        Words("请填写公安比对结论的文号。", "Give the number of the document that states the comparison."),
        ONE_PLACE,
        Words("人像、DNA比对在公安系统内进行，这里只记结论和文号。", "Faces and DNA stay in police systems; only result and number are noted."),
    )  # fmt: skip


def _not_compared_as_two(view: View) -> Reason | None:
    if _pair(view).compared != COMPARED_DIFFERENT:
        return None
    return Reason(
        Words("公安比对结论为两个人。", "The police comparison says: two people."),
        ONE_PLACE,
        Words("请认定为两人，或者退回重新核查。", "Confirm two people, or send it back to be checked again."),
    )


def _still_shared(view: View) -> Reason | None:
    if _pair(view).shared:
        return None
    return Reason(
        Words("两人已不再共用一个号码。", "The two do not share a number any more."),
        ONE_NUMBER,
        Words("请以“号码已不重复”结案。", "End the case: the number is no longer shared."),
    )


def _no_longer_shared(view: View) -> Reason | None:
    if not _pair(view).shared:
        return None
    return Reason(Words("两人仍然共用一个号码。", "Both still hold the number."), ONE_NUMBER)


_CHANGES = {
    FITS: Words("号码与一人的性别、出生日期不符，按规则应由该人变更号码。", "The number does not fit the sex or birth date of one of them: by the rule that one changes."),
    FIRST: Words("按规则，先编号的人保留号码，后编号的人变更。", "By the rule who was given the number first keeps it, and the other one changes."),
}  # fmt: skip


def _changes_by_rule(view: View) -> Reason | None:
    who, ground = _pair(view).changes_by_rule
    if not who or view.facts.get("changes") == who or view.facts.get("exception"):
        return None
    return Reason(
        _CHANGES[ground],
        CHOOSING,
        Words("请改选该人；确有特殊情况的，写明不按规则的理由。", "Choose that one, or write why the rule does not do here."),
    )  # fmt: skip


def _told_since_decided(view: View) -> Reason | None:
    decided = _pair(view).decided_on
    days = [view.facts.get(name) for name in ("told_on", "told_other_on")]
    if decided and all(isinstance(day, date) and decided <= day <= view.today for day in days):
        return None
    return Reason(
        Words(
            "告知日期应当在决定之日以后、今天以前。",
            "Both are told after the decision, and not in the future.",
        ),
        ONE_NUMBER,
        Words("请核对送达的日期。", "Check the days on which they were told."),
    )


def _found(*wanted: str) -> Check:
    said = Words("核查结论不是这一项。", "The check found something else.")

    def why_not(view: View) -> Reason | None:
        return None if _pair(view).found in wanted else Reason(said, CORRECTING)

    return Check(why_not)


def _cancelled_as(*, false: bool) -> Check:
    said = (
        Words("本案是按虚假户口注销的。", "This case has cancelled a false registration.")
        if not false
        else Words("本案是按重复户口合并的。", "This case has merged a duplicate registration.")
    )

    def why_not(view: View) -> Reason | None:
        return None if _pair(view).false is false else Reason(said, ONE_PLACE)

    return Check(why_not)


@dataclass(frozen=True, slots=True)
class PapersOfField:
    """The closed list under which the register corrects the field that was found wrong."""

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return tuple(reason for need in self._lists(view) for reason in need.lacking(view))

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return tuple(group for need in self._lists(view) for group in need.asked(view))

    def _lists(self, view: View) -> tuple[Papers, ...]:
        lists = {SEX: "register.correct.sex", BIRTH: "register.correct.birth_date"}
        found = _pair(view).found
        return (papers_of(lists[found]),) if found in lists else ()


KEEPS_BY_RULE = Check(_keeps_by_rule)
CHOICE_WAS_SAID = Check(_choice_was_said)
COMPARED_WITH_A_PAPER = Check(_compared_with_a_paper)
NOT_COMPARED_AS_TWO = Check(_not_compared_as_two)
STILL_SHARED = Check(_still_shared)
NO_LONGER_SHARED = Check(_no_longer_shared)
WAS_MERGED = _cancelled_as(false=False)
WAS_FALSE = _cancelled_as(false=True)
CHANGES_BY_RULE = Check(_changes_by_rule)
TOLD_SINCE_DECIDED = Check(_told_since_decided)
NUMBER_IS_WRONG = _found(NUMBER)
FIELD_IS_WRONG = _found(SEX, BIRTH)
NOTHING_IS_WRONG = _found(NOTHING_WRONG)
CHECK_PAPERS = papers_of("duplicates.check")
DUPLICATE_PAPERS = papers_of("register.cancel.duplicate")
FALSE_PAPERS = papers_of("register.cancel.false")
NUMBER_PAPERS = papers_of("register.correct.number")
