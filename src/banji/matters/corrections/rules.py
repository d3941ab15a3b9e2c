"""Who decides on a correction, and which papers it needs. Plain, no Django."""

from __future__ import annotations

from dataclasses import dataclass

from banji.cases.rules import Check, Papers, Reason, View, papers_of
from banji.law.papers import Demand
from banji.law.sources import source
from banji.matters.corrections.fields import BIRTH_DATE, FIELDS, OTHER
from banji.words import Words

STATION, COUNTY, CITY = "STATION", "COUNTY", "CITY"
CHECKING = source("HUKOU_1958", "17")
CORRECTING = source("NORM_2021", "57")
LEVELS = source("NORM_2021", "9")
_POLICE_RECORD = papers_of("corrections.check")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView(View):
    """A case of a correction, as its rules see it: what is to be corrected, as found, or else as asked."""

    item: str = OTHER

    @property
    def level(self) -> str:
        """Who decides: a date of birth where the profile says, everything else at the station."""
        if self.item != BIRTH_DATE:
            return STATION
        return self.rules.value("corrections.birth_date_level").choice


def _correction(view: View) -> CorrectionView:
    if not isinstance(view, CorrectionView):
        raise TypeError("the rules of corrections look at a CorrectionView")
    return view


@dataclass(frozen=True, slots=True)
class PapersOfField:
    """The closed list under which the register corrects this field; `checked`: with the officer's own record."""

    checked: bool

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return tuple(reason for need in self._lists(view) for reason in need.lacking(view))

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return tuple(group for need in self._lists(view) for group in need.asked(view))

    def _lists(self, view: View) -> tuple[Papers, ...]:
        name = FIELDS[_correction(view).item].papers
        of_field = (papers_of(f"register.{name}"),) if name else ()
        return (*of_field, *((_POLICE_RECORD,) if self.checked else ()))


def _decided_by(level: str) -> Check:
    """Is it this level that decides?"""

    def why_not(view: View) -> Reason | None:
        decides = _correction(view).level
        if decides == level:
            return None
        rule = view.rules.value("corrections.birth_date_level")
        if level == STATION:
            return Reason(
                Words(
                    f"出生日期的更正由上级决定：{rule.text.zh}。",
                    f"A date of birth is decided at a higher level: {rule.text.en}.",
                ),
                rule.source,
                Words("请上报。", "Send the file there."),
            )
        if decides == STATION:
            return Reason(
                Words("此项由派出所决定。", "The station decides on this field."),
                CHECKING,
                Words("请由所长审批。", "The station chief decides."),
            )
        return Reason(
            Words(f"审批层级：{rule.text.zh}。", f"Who decides: {rule.text.en}."),
            rule.source,
        )

    return Check(why_not)


def not_clerical(view: View) -> Reason | None:
    """A date of birth is never put right on the spot."""
    if _correction(view).level == STATION:
        return None
    return Reason(
        Words(
            "出生日期不能当场更正。",
            "A date of birth is not put right on the spot.",
        ),
        view.rules.value("corrections.birth_date_level").source,
        Words("请核查后上报。", "Check it and send the file up."),
    )


STATION_DECIDES = _decided_by(STATION)
COUNTY_DECIDES = _decided_by(COUNTY)
CITY_DECIDES = _decided_by(CITY)
CLERICAL = Check(not_clerical)
PAPERS = PapersOfField(checked=False)
CHECKED_PAPERS = PapersOfField(checked=True)
