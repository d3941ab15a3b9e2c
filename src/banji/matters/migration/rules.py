"""What a move needs, as plain checks (户口登记条例 Art 10 to 13; 公通字〔2021〕12号 Art 32, 39 to 47)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from banji.cases.rules import NO_WORDS, Check, Reason, View, papers_of
from banji.law.deadlines import add_months
from banji.law.papers import Demand
from banji.law.sources import source
from banji.matters.migration.kinds import IN, OUT, WITHIN, Route
from banji.words import Words

WILL = source("STATE_2014_25", "一(二)")
EXPIRED = source("STATE_2015_96", "二(六)")
DIED = source("NORM_2021", "32")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView(View):
    """`left` counts those still to be moved; `unsigned` names who has not signed; the dates are those of issue."""

    route: Route
    group: str = ""
    in_town_since: date | None = None
    left: int = 0
    unsigned: tuple[str, ...] = ()
    permit_on: date | None = None
    certificate_on: date | None = None


def seen(view: View) -> MoveView:
    if not isinstance(view, MoveView):
        raise TypeError("A rule of moves looks at a move.")
    return view


@dataclass(frozen=True, slots=True)
class PapersOf:
    """The closed list that the route names."""

    which: Callable[[Route], str]

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return papers_of(self._step(view)).lacking(view)

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return papers_of(self._step(view)).asked(view)

    def _step(self, view: View) -> str:
        return f"register.{self.which(seen(view).route)}"


def _goes(*ways: str, words: Words) -> Check:
    """Is it a move of this way?"""

    def why_not(view: View) -> Reason | None:
        way = seen(view).route
        return None if way.way in ways else Reason(words, way.source, NO_WORDS)

    return Check(why_not)


def not_signed(view: View) -> Reason | None:
    """Each adult signs, for a minor the guardian: nobody is moved against his will."""
    unsigned = seen(view).unsigned
    if not unsigned:
        return None
    names = "、".join(unsigned)
    return Reason(
        Words(f"尚未签名同意：{names}。", f"Has not signed: {names}."),
        WILL,
        Words("本人签名；未成年人由监护人签名。不愿迁移的，不得办理。", "He signs, for a minor the guardian; who does not want to is not moved."),
    )  # fmt: skip


def no_permit_here(view: View) -> Reason | None:
    at = seen(view)
    if at.route.permit and at.route.way == IN:
        return None
    return Reason(Words("此种迁移不需要准予迁入证明。", "This move needs no permit."), at.route.source)


def permit_first(view: View) -> Reason | None:
    at = seen(view)
    if not at.route.permit or at.permit_on:
        return None
    return Reason(
        Words("尚未签发准予迁入证明。", "The permit to move in has not been issued."),
        at.route.source,
        Words("请先审批签发。", "Have it approved and issued first."),
    )


def no_certificate_here(view: View) -> Reason | None:
    at = seen(view)
    if at.route.certificate:
        return None
    return Reason(
        Words("此种迁移不凭户口迁移证。", "This move goes without a migration certificate."), at.route.source
    )


def certificate_here(view: View) -> Reason | None:
    at = seen(view)
    if not at.route.certificate:
        return None
    return Reason(
        Words("此种迁移凭户口迁移证。", "This move goes with a migration certificate."), at.route.source
    )


def certificate_first(view: View) -> Reason | None:
    """Across provinces (and in it where the profile says so) nobody moves in without the old place's certificate."""
    at = seen(view)
    if not (at.route.certificate and at.route.permit) or at.certificate_on:
        return None
    return Reason(
        Words("尚未收到迁出地的户口迁移证。", "The migration certificate of the place left is not here yet."),
        at.route.source,
        Words("收到后先登记证号和签发日期。", "Note its number and day of issue when it comes."),
    )


def several(view: View) -> Reason | None:
    if seen(view).left == 1:
        return None
    return Reason(
        Words("还有其他人在途。", "Others of this move are on the way."),
        DIED,
        Words("请用“其中一人死亡”办理。", "Use the step for one of several."),
    )


def only_one(view: View) -> Reason | None:
    if seen(view).left > 1:
        return None
    return Reason(
        Words("只剩一人在途。", "Only one is on the way."),
        DIED,
        Words("请用“迁移期间死亡”办理，本案办结。", "Use the step that ends the case."),
    )


def nobody_left(view: View) -> Reason | None:
    """A case that was opened again when its move had been registered."""
    at = seen(view)
    if at.left:
        return None
    return Reason(
        Words("本次迁移的人员均已办结。", "Everybody of this move has been registered already."),
        at.route.source,
        Words("请另行申请。", "Let them apply anew."),
    )


def not_so_long(view: View) -> Reason | None:
    """Who is tagged as having long been in town has been there for the years of the plan (P-14)."""
    at = seen(view)
    if at.group != "FIVE_YEARS":
        return None
    years = at.rules.value("migration.priority_years")
    if at.in_town_since and add_months(at.in_town_since, 12 * years.n) <= at.today:
        return None
    return Reason(
        Words(f"在城镇就业居住未满{years.n}年。", f"Less than {years.n} years in town."),
        years.source,
        Words("仍可按一般条件迁移，不列入重点群体。", "The move is possible all the same, without the tag of the group."),
    )  # fmt: skip


def certificate_in_the_future(view: View) -> Reason | None:
    issued = view.facts.get("issued_on")
    if not isinstance(issued, date) or issued <= view.today:
        return None
    return Reason(
        Words("签发日期晚于今天。", "The day of issue lies in the future."), seen(view).route.source
    )


def permit_clock(view: View) -> date | None:
    return seen(view).permit_on


def certificate_clock(view: View) -> date | None:
    return seen(view).certificate_on


def nothing_issued(view: View) -> tuple[Reason, ...]:
    return ()


ACCEPTING = PapersOf(lambda route: route.accepting)
ENTERING = PapersOf(lambda route: route.entering)
SIGNED = Check(not_signed)
LONG_IN_TOWN = Check(not_so_long)
PERMIT_NEEDED = Check(no_permit_here)
PERMITTED = Check(permit_first)
WITH_CERTIFICATE = Check(no_certificate_here)
CERTIFIED = Check(certificate_first)
LAST_ONE = Check(several)
ONE_OF_SEVERAL = Check(only_one)
SOMEBODY_LEFT = Check(nobody_left)
ISSUED_BY_NOW = Check(certificate_in_the_future)
COMES_IN = _goes(IN, words=Words("不是迁入。", "Nobody moves in here."))
LEAVES = _goes(OUT, words=Words("不是迁出。", "Nobody leaves the city here."))
ARRIVES = _goes(IN, WITHIN, words=Words("不是迁入。", "Nobody moves in here."))
WITHOUT_CERTIFICATE = Check(certificate_here)
