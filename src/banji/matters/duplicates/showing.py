"""What the pages of cases show of this matter: both records, why they were suspected, and whom a step may name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from banji.audit.readings import OPENED, record_reading
from banji.cases.checks import cite, say
from banji.cases.models import Case
from banji.cases.procedure import Step as Row
from banji.cases.registry import procedure_of
from banji.cases.scope import cases_of
from banji.cases.showing import Beside, Related, Said, Showing
from banji.cases.story import TONES
from banji.cases.views import view_of
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.clock import CITY_TIME
from banji.foundation.code_names import code_name
from banji.foundation.secrets import masked, opened
from banji.identity.numbers import BadCitizenId, read_citizen_id
from banji.law.refusals import appeal
from banji.matters.duplicates.kinds import TWICE, WRONG
from banji.matters.duplicates.linked import LINKED, linked_to
from banji.matters.duplicates.models import Suspicion
from banji.matters.duplicates.queries import (
    SECOND_GENERATION,
    finding_of,
    people_of,
    standing_event,
    suspicion_of,
)
from banji.matters.duplicates.rules import CARD, COUNTY, FIRST, FITS, OWN_CHOICE, TOWN, PairView
from banji.reconciliation.comparing import Compared, Pair, Part, differences, masked_differences
from banji.reconciliation.reasons import level
from banji.register import operations, revoking
from banji.register.models import Registration
from banji.register.queries import URBAN, PersonSheet, person_on, urban_rural_class

PURPOSE = "CASE"
_WHY: dict[str, Promise] = {
    LINKED: gettext_lazy("one of them is the same person as somebody who was suspected with the other"),
    "number:whole": gettext_lazy("both hold this number"),
    "number:fifteen": gettext_lazy("both hold this number in its 15-digit form"),
    "check_digit": gettext_lazy("the check digit does not fit"),
    "length": gettext_lazy("it has too many or too few digits"),
    "letters": gettext_lazy("there are letters in it"),
    "date": gettext_lazy("its date of birth does not exist"),
    "future": gettext_lazy("its date of birth lies in the future"),
    "century": gettext_lazy("its date of birth is too long ago"),
    "sex": gettext_lazy("it says the other sex"),
    "birth": gettext_lazy("it says another date of birth"),
    "unknown_prefix": gettext_lazy("its first six digits were never a division's code"),
}
_GROUNDS: dict[str, Promise] = {
    CARD: gettext_lazy("only this one has a second-generation card"),
    TOWN: gettext_lazy("registered in town, the other one in the country"),
    OWN_CHOICE: gettext_lazy("the person's own choice"),
    FITS: gettext_lazy("the number does not fit this one's sex or birth date"),
    FIRST: gettext_lazy("the other one was given it first"),
    COUNTY: gettext_lazy("decided by the county for reasons of its own"),
}


def why_words(suspicion: Suspicion) -> list[tuple[str, str]]:
    """Each reason with its tone; what weighs nothing is left out."""
    return list(_reasons(suspicion.why, of_pair=suspicion.kind == TWICE))


def _reasons(codes_: Iterable[str], *, of_pair: bool) -> Iterator[tuple[str, str]]:
    for code in codes_:
        spoken = level(code) if of_pair else None
        if spoken is None:
            yield str(_WHY.get(code, code)), "soon"
        elif spoken.weight:
            yield say(spoken.says), "done" if spoken.weight > 0 else "soon"


# ------------------------------------------------------------------ both records


def beside(case: Case, by: Actor) -> Beside | None:
    """Both records, or one beside what its number says; a recorded reading of whoever is shown."""
    suspicion = suspicion_of(case)
    if suspicion is None:
        return None
    people, today = people_of(case), clock.today()
    record_reading(
        OPENED, by=by, persons=people, purpose=PURPOSE, case_no=case.number, object_=("case", case.pk)
    )
    sheets = [person_on(person, today) for person in people]
    reasons = tuple(why_words(suspicion))
    if case.kind == WRONG:
        return Beside((_("The register"), _("The number says")), ("", ""), tuple(_own(sheets[0])), reasons)
    urls = [f"{reverse('register:person', args=[person])}?case={case.number}" for person in people]
    titles = [f"{n} · {_name(sheet)}" for n, sheet in enumerate(sheets, 1)]
    return Beside((titles[0], titles[1]), (urls[0], urls[1]), tuple(_both(*sheets)), reasons, ("1", "2"))


def _both(left: PersonSheet, right: PersonSheet) -> Iterator[Compared]:
    a, b = left.particulars, right.particulars
    if a is None or b is None:
        return
    yield _line(_("Full name"), "name", a.name, b.name)
    yield _line(_("Former name"), "former_name", a.former_name, b.former_name)
    numbers = [opened(row.number) if row.number else "" for row in (a, b)]
    yield Compared(_("Citizen number"), Pair("number", *masked_differences(*numbers)))
    yield _words(_("Sex"), "sex", code_name("sex", a.sex), code_name("sex", b.sex))
    yield _line(_("Born"), "birth_date", _day(a.birth_date), _day(b.birth_date))
    yield _line(_("Birth place"), "birth_place", a.birth_place, b.birth_place)
    yield _line(_("Native place"), "native_place", a.native_place, b.native_place)
    yield _line(_("Registered address"), "address", _address(left), _address(right))
    yield _words(_("Town or country"), "town", _town(left), _town(right))
    yield _line(_("Registered since"), "since", _since(left), _since(right))
    yield _words(_("Identity card"), "card", _card(left), _card(right))
    yield _words(_("State"), "state", _state(left), _state(right))


def _own(sheet: PersonSheet) -> Iterator[Compared]:
    """What the register says, and what the number says of the same."""
    who = sheet.particulars
    if who is None or who.number is None:
        return
    try:
        said = read_citizen_id(opened(who.number), today=sheet.valid_on)
        sex, born = code_name("sex", said.sex), _day(said.birth_date)
    except BadCitizenId as bad:
        sex, born = "", ""
        said_wrong = [Part(bad.reason.in_language(_language()), differs=True)]
        number = Pair("number", [Part(masked(who.number), differs=True)], said_wrong)
        yield Compared(_("Citizen number"), number)
    else:
        yield _line(_("Citizen number"), "number", masked(who.number), masked(who.number))
    yield _words(_("Sex"), "sex", code_name("sex", who.sex), sex)
    yield _line(_("Born"), "birth_date", _day(who.birth_date), born)


def _words(name: str, field: str, left: str, right: str) -> Compared:
    """Words for a code differ as a whole."""
    differs = bool(left and right) and left != right
    return Compared(name, Pair(field, *([Part(text, differs)] if text else [] for text in (left, right))))


def _line(name: str, field: str, left: str, right: str) -> Compared:
    return Compared(name, Pair(field, *differences(left, right)))


def _language() -> str:
    return get_language() or "zh-hans"


def _name(sheet: PersonSheet) -> str:
    return sheet.particulars.name if sheet.particulars else _("A person")


def _day(day: date | None) -> str:
    return date_format(day) if day else ""


def _address(sheet: PersonSheet) -> str:
    return sheet.registration.address_text if sheet.registration else ""


def _town(sheet: PersonSheet) -> str:
    if sheet.registration is None:
        return ""
    kind = urban_rural_class(sheet.registration, sheet.valid_on)
    return "" if kind is None else _("town") if kind == URBAN else _("country")


def _since(sheet: PersonSheet) -> str:
    return _day(sheet.registration.valid_from) if sheet.registration else ""


def _card(sheet: PersonSheet) -> str:
    if sheet.card is None:
        return _("none in force")
    if sheet.card.generation == SECOND_GENERATION:
        return _("second generation, in force")
    return _("first generation")


def _state(sheet: PersonSheet) -> str:
    row = sheet.registration
    if row is None:
        return ""
    reason = Registration.CancelReason(row.cancel_reason).label if row.cancel_reason else ""
    return " · ".join(str(part) for part in (row.get_status_display(), reason) if part)


def related(case: Case, by: Actor) -> Iterator[Related]:
    """Three registrations of one person are three cases: what the others have come to."""
    others = [suspicion.case for suspicion in linked_to(case)]
    reach = set(cases_of(by).filter(pk__in=[other.pk for other in others]).values_list("pk", flat=True))
    for other in others:
        procedure = procedure_of(other.kind)
        state = procedure.state(other.state)
        url = reverse("cases:case", args=[other.pk]) if other.pk in reach else ""
        yield Related(procedure.title, other.number, state.title, TONES[state.mood], url)


# ------------------------------------------------------------------ steps


def said(case: Case) -> Iterator[Said]:
    """Who stays or changes, and on which ground."""
    titles = {
        "choose": _("Stays"),
        "suspect_fraud": _("Stays, the other one is false"),
        "agree": _("Gets a new number"),
        "no_agreement": _("Was given the number first"),
        "decide": _("Gets a new number by decision of the county"),
    }
    for stage, title in titles.items():
        found = finding_of(case, stage)
        if found and found.person_id:
            day = found.recorded_from.astimezone(CITY_TIME).date()
            parts = [_label(found.person_id), str(_GROUNDS.get(found.ground, ""))]
            if stage == "decide":
                parts.append(
                    _("either of them may ask for reconsideration: %(article)s")
                    % {"article": cite(appeal(day))}
                )
            text = " · ".join(part for part in parts if part)
            yield Said(title=title, who=found.found_by, on=day, text=text)


def choices(case: Case, ask: str) -> list[tuple[str, str]]:
    """The two people, and whom the rule names; what was registered since a merge."""
    if ask in {"keep", "changes", "first"}:
        named = _named_by_rule(case, ask)
        return [
            (str(person), " · ".join(filter(None, (_label(person), named.get(str(person), "")))))
            for person in people_of(case)
        ]
    if ask == "returns" and (event := standing_event(case, "CANCEL")):
        return revoking.ways(operations.prospect(event.pk), clock.today())
    return []


def _named_by_rule(case: Case, ask: str) -> dict[str, str]:
    """Who stays or changes by the rule, with its ground: before it is chosen, not only as a refusal."""
    view = view_of(case, procedure_of(case.kind), today=clock.today())
    if not isinstance(view, PairView):
        return {}
    if ask == "keep":
        may, ground = view.may_stay
        return {} if ground == OWN_CHOICE else {one: _by_rule(ground) for one in may}
    who, ground = view.changes_by_rule
    return {who: _by_rule(ground)} if ask == "changes" and who else {}


def _by_rule(ground: str) -> str:
    return _("by the rule: %(ground)s") % {"ground": _GROUNDS[ground]}


def _label(person_id: UUID) -> str:
    sheet = person_on(person_id, clock.today())
    number = masked(sheet.particulars.number) if sheet.particulars else ""
    return " · ".join(part for part in (_name(sheet), number, _address(sheet)) if part)


def suggests(case: Case, row: Row) -> Mapping[str, object]:
    return {"agreed_on": clock.today()} if row.name == "agree" else {}


SHOWING = Showing(said=said, suggests=suggests, choices=choices, beside=beside, related=related)
