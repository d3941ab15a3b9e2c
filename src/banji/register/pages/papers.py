"""Print papers: what there is for a person or a household, its preview, its issue, what was issued, and taking it back.

Nothing is sent to a printer: the browser shows the PDF and prints it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import actor_of, officer
from banji.accounts.pages.answers import attempt, sentence
from banji.accounts.roles import Role
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused
from banji.law.sources import source
from banji.printing.kinds import kind_of
from banji.printing.models import IssuedPaper
from banji.printing.queries import State
from banji.register.access import HouseholdView, PersonView
from banji.register.access.printing import PRINTERS
from banji.register.pages import asking
from banji.register.papers import issuing, keeping, offers
from banji.register.papers.kinds import MEMBER_PAGE
from banji.register.queries import Member
from banji.register.queries.records import record_in

MAY_WITHDRAW = (Role.OFFICER, Role.STATION_CHIEF, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
_TONES = {State.VALID: "done", State.REPLACED: "waiting", State.EXPIRED: "waiting"}
_NO_OTHER_PROOF = source("PROOFS_2016", "一")

# More members than these (a collective household) are each acted on from their own pages.
MANY = 20
# Which of the two a page is about: what its address says besides the id.
PERSON, HOUSEHOLD = {"of": "person"}, {"of": "household"}


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept for ever. Whoever verifies the paper learns only that it is not valid."),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """*Print papers* on a page: what there is and what there is not, and where to see what was issued."""

    lines: list[dict[str, Any]]
    issued_url: str
    law: str
    # Of a household: each member's page of the book.
    of_members: list[dict[str, Any]] = field(default_factory=list)


def of_person(view: PersonView, by: Actor) -> Section | None:
    """None for whoever prints no papers of this person. Asks the database nothing."""
    if not (view.in_area and by.role in PRINTERS):
        return None
    found = offers.of_person(record_in(view.history, view.sheet.valid_on), view.sheet.villages_today)
    return _section("person", view.person_id, found)


def of_household(view: HouseholdView, by: Actor) -> Section | None:
    if not (view.in_area and by.role in PRINTERS):
        return None
    found = _section("household", view.sheet.household_id, offers.of_household(view.sheet))
    members = view.sheet.members if len(view.sheet.members) <= MANY else []
    return replace(found, of_members=[_members_page(member, view.sheet.household_id) for member in members])


def _members_page(member: Member, household_id: UUID) -> dict[str, Any]:
    """By the member's name; begun from the household, for the same purpose."""
    name = member.particulars.name if member.particulars else "—"
    line, said = _line("person", member.person_id, offers.Offer(MEMBER_PAGE)), f"?household={household_id}"
    return line | {"title": name, "preview": line["preview"] + said, "issue": line["issue"] + said}


def _section(of: str, record_id: UUID, found: list[offers.Offer]) -> Section:
    lines = [_line(of, record_id, offer) for offer in sorted(found, key=lambda offer: bool(offer.missing))]
    law = _NO_OTHER_PROOF.cite(get_language() or "zh-hans")
    return Section(lines, reverse(f"register:{of}_papers", args=[record_id]), law)


def _line(of: str, record_id: UUID, offer: offers.Offer) -> dict[str, Any]:
    return {
        "title": offer.kind.title,
        "missing": offer.missing,
        "preview": reverse(f"register:{of}_preview", args=[record_id, offer.kind.name]),
        "issue": reverse(f"register:{of}_issue", args=[record_id, offer.kind.name]),
    }


@officer(*PRINTERS)
def preview(request: HttpRequest, record_id: UUID, kind: str, of: str) -> HttpResponse:
    """The PDF as it would be, crossed. A recorded reading."""
    given = asking.given_for(request, record_id)
    if given is None:
        return redirect(f"register:{of}", record_id)
    draw = issuing.preview_for_person if of == "person" else issuing.preview_for_household
    content = draw(record_id, kind, issuing.Need(actor_of(request), *given))
    return _pdf(content, f"{kind}-preview.pdf")


@officer(*PRINTERS)
@require_POST
def issue(request: HttpRequest, record_id: UUID, kind: str, of: str) -> HttpResponse:
    given = asking.given_for(request, record_id)
    if given is None:
        return redirect(f"register:{of}", record_id)
    act = issuing.issue_for_person if of == "person" else issuing.issue_for_household
    try:
        paper = act(record_id, kind, issuing.Need(actor_of(request), *given))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect(f"register:{of}", record_id)
    said = {"title": kind_of(kind).title, "number": paper.number}
    messages.success(request, _("%(title)s issued: %(number)s. Open it here and print it.") % said)
    return redirect(f"register:{of}_papers", record_id)


@officer(*PRINTERS)
def issued(request: HttpRequest, record_id: UUID, of: str) -> HttpResponse:
    """What was issued for this person or household, the newest first, and whether it is valid."""
    given = asking.given_for(request, record_id)
    if given is None:
        return redirect(f"register:{of}", record_id)
    by = actor_of(request)
    read = keeping.of_person if of == "person" else keeping.of_household
    kept = read(record_id, issuing.Need(by, *given))
    lines = [{"paper": p, "title": kind_of(p.kind).title, "state": s, "tone": _tone(s)} for p, s in kept]
    shown = {
        "lines": lines,
        "record_url": reverse(f"register:{of}", args=[record_id]),
        "may_withdraw": by.role in MAY_WITHDRAW,
    }
    return render(request, "register/papers/issued.html", shown)


@officer(*PRINTERS)
def kept(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF as it was issued, whatever became of the paper."""
    paper = keeping.find(number, by=actor_of(request))
    given = asking.given_for(request, _record_of(paper))
    if given is None:
        return redirect(_page_of(paper))
    return _pdf(keeping.content_of(paper, issuing.Need(actor_of(request), *given)), f"{number}.pdf")


@officer(*MAY_WITHDRAW)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a paper back, with the reason."""
    paper = keeping.find(number, by=actor_of(request))
    given = asking.given_for(request, _record_of(paper))
    if given is None:
        return redirect(_page_of(paper))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        need = issuing.Need(actor_of(request), *given)
        if attempt(form, lambda: keeping.withdraw(paper, why=form.cleaned_data["why"], need=need)):
            messages.success(request, _("%(number)s is withdrawn.") % {"number": number})
            return redirect(_page_of(paper, "_papers"))
    shown = {"paper": paper, "title": kind_of(paper.kind).title, "form": form}
    status = 409 if form.is_bound else 200
    return render(request, "register/papers/withdraw.html", shown, status=status)


def _record_of(paper: IssuedPaper) -> UUID:
    found: UUID | None = paper.person_id or paper.household_id
    if found is None:
        raise LookupError(f"{paper.number} is about nobody in the register")
    return found


def _page_of(paper: IssuedPaper, page: str = "") -> str:
    of = "person" if paper.person_id else "household"
    return reverse(f"register:{of}{page}", args=[_record_of(paper)])


def _tone(state: State) -> str:
    return _TONES.get(state, "overdue")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
