"""When may a death be taken as sure, and when must nothing move? Plain checks, no Django (domain 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from banji.cases.rules import Check, NoticeOnFile, Reason, View
from banji.law.sources import source
from banji.words import Words

CONFIRMING = source("PLAN_2017", "三(三)2")
CHECKING = source("PLAN_2017", "三(三)1")
SETTING = source("SETTING")


@dataclass(frozen=True, slots=True)
class SignalOnFile:
    """What one source said."""

    source: str
    strength: str
    died_on: date | None
    organisation_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathView(View):
    """A case of a suspected death, as its rules see it."""

    signals: tuple[SignalOnFile, ...] = ()
    # Days on which the person was seen or heard alive, newest first.
    alive_on: tuple[date, ...] = ()
    registered: bool = True

    @property
    def earliest_death(self) -> date | None:
        return min((s.died_on for s in self.signals if s.died_on), default=None)


def _death(view: View) -> DeathView:
    if not isinstance(view, DeathView):
        raise TypeError("the death matter's rules look at a DeathView")
    return view


def conflict(view: View) -> Reason | None:
    """Sources differ by more than the days allowed, or somebody saw the person alive after the day of death."""
    death = _death(view)
    days = sorted(s.died_on for s in death.signals if s.died_on)
    allowed = view.rules.value("deaths.date_conflict").n
    if days and (days[-1] - days[0]).days > allowed:
        return Reason(
            Words(
                f"各来源的死亡日期相差超过{allowed}日（{days[0]}、{days[-1]}）。",
                f"The sources' dates of death are more than {allowed} days apart ({days[0]}, {days[-1]}).",
            ),
            CHECKING,
            Words(
                "请先向各来源核实，再更正其中有误的死亡信号。",
                "Ask the sources, then withdraw the mistaken signal.",
            ),
        )
    seen = next((day for day in death.alive_on if days and day > days[0]), None)
    if seen is not None:
        return Reason(
            Words(
                f"死亡日期之后仍有在世迹象（{seen}）。",
                f"There is a sign of life after the date of death ({seen}).",
            ),
            CHECKING,
            Words(
                "请上门见到本人或者查明该迹象的来历。",
                "See the person, or find out where that sign came from.",
            ),
        )
    return None


def proof_too_weak(view: View) -> Reason | None:
    """One A, or two independent B, or one B with the officer's investigation record; C alone never."""
    death = _death(view)
    authorities = [s for s in death.signals if s.strength == "A"]
    reports = {(s.source, s.organisation_id) for s in death.signals if s.strength == "B"}
    if authorities or len(reports) >= 2 or (reports and view.has("INVESTIGATION_RECORD")):
        return None
    return Reason(
        Words(
            "证据不足：须有一项甲类（死亡证明、火化记录等），或者两项相互独立的乙类，或者一项乙类加调查笔录。",
            "Not enough proof: one document of an authority (A), or two independent reports (B), or one report with "
            "the investigation record.",
        ),
        CONFIRMING,
        Words("请继续走访，或者向有关部门核实。", "Go on visiting, or ask the departments."),
    )


def not_seen_in_person(view: View) -> Reason | None:
    """Alive is: seen by two people, or by video with an officer, or a document renewed in person."""
    how = view.facts.get("how")
    if how == "SEEN_BY_TWO" and not (view.facts.get("first_witness") and view.facts.get("second_witness")):
        return Reason(
            Words(
                "当面见到本人须有两人在场，请填写两人姓名。",
                "Two people must have seen the person: name both.",
            ),
            SETTING,
        )
    return None


def died_when(view: View) -> Reason | None:
    """The day of death that goes into the register lies not in the future and before no sign of life."""
    died_on = view.facts.get("died_on")
    if not isinstance(died_on, date):
        return None
    if died_on > view.today:
        return Reason(Words("死亡日期不能晚于今天。", "The date of death lies in the future."), CONFIRMING)
    seen = next((day for day in _death(view).alive_on if day > died_on), None)
    if seen:
        return Reason(
            Words(f"该日期之后仍有在世迹象（{seen}）。", f"There is a sign of life after that day ({seen})."),
            CHECKING,
        )
    return None


def not_registered(view: View) -> Reason | None:
    if _death(view).registered:
        return None
    return Reason(
        Words("该人员的户口已经注销。", "This person's registration is already cancelled."), CONFIRMING
    )


def notice_clock(view: View) -> date | None:
    """The day the month of the notice begins: the later service of both; since 2021 the first of any."""
    served = [notice.clock_from for notice in view.notices if notice.clock_from]
    if view.rules.value("deaths.notice_starts").choice == "FIRST_SERVICE":
        return min(served, default=None)
    return max(served) if view.notices and len(served) == len(view.notices) else None


def not_served(view: View) -> tuple[Reason, ...]:
    """Which notices have not been served; while one is missing no clock runs and nothing may follow."""
    missing = [notice for notice in view.notices if not notice.clock_from]
    return tuple(_not_served(notice) for notice in missing)


def _not_served(notice: NoticeOnFile) -> Reason:
    who = _ADDRESSEES[notice.addressee_kind]
    return Reason(
        Words(
            f"送达{who.zh}的告知书尚未送达，一个月期限没有起算。",
            f"The notice to {who.en} has not been served: the month has not begun.",
        ),
        CONFIRMING,
        Words("请送达并登记送达回证。", "Serve it and record the proof of service."),
    )


_ADDRESSEES = {
    "DECLARANT": Words("申报义务人", "the declarant"),
    "COMMITTEE": Words("村（居）委会", "the committee"),
    "PUBLIC": Words("公示", "the public"),
}

NO_CONFLICT = Check(conflict)
ENOUGH_PROOF = Check(proof_too_weak)
SEEN_IN_PERSON = Check(not_seen_in_person)
PLAUSIBLE_DEATH = Check(died_when)
STILL_REGISTERED = Check(not_registered)


def nobody_to_notify(view: View) -> Reason | None:
    """A declarant is named, or the officer states that there is none: then the committee takes the place."""
    if view.facts.get("declarant") or view.facts.get("no_relative"):
        return None
    return Reason(
        Words("请填写申报义务人，或者注明没有亲属。", "Name the declarant, or state that there is none."),
        CONFIRMING,
    )


SOMEBODY_TO_NOTIFY = Check(nobody_to_notify)
