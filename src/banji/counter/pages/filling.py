"""A guided form: what happened, which papers, a last look; then the visit with its receipt. Kept at each step."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from banji.accounts.access import account_of, officer
from banji.accounts.pages.answers import sentence
from banji.cases.checks import say
from banji.counter import drafts
from banji.counter.forms import NUMBER, SHOWN, CheckForm, PapersForm
from banji.counter.items import FactsForm, item_of
from banji.counter.items.item import CLERKS
from banji.counter.models import Draft, VisitRecord
from banji.counter.pages.desk import Counter, NotOpen, at_counter, of_draft, page_of
from banji.counter.queries import visit_of
from banji.counter.sending import send, tell_missing
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7
from banji.law.papers import Demand
from banji.register.operations import Asked, Doubt

ROLES = CLERKS
type View = Callable[..., HttpResponse]


def opened(view: View) -> View:
    """Whose record has not been opened yet is asked for the purpose on its own page first."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotOpen as first:
            return redirect(first.page)

    return run


@officer(*ROLES)
@opened
def begin(request: HttpRequest, item: str, subject_id: UUID) -> HttpResponse:
    """The first page; nothing is kept before it has been sent."""
    new = Draft(pk=_form_id(request), item=item, subject_id=subject_id)
    counter = at_counter(request, new)
    posted = request.POST if request.method == "POST" else None
    form = counter.form(posted, page=0, initial=_stated(request, counter))
    if request.method == "POST" and form.is_valid():
        facts = {name: [str(value)] for name, value in _like(request, counter).items()} | _posted(
            request, form
        )
        drafts.begin(new, counter.subject.seen(), facts=facts, account=account_of(request))
        return _next(new.pk, counter, 0)
    return render(request, "counter/facts.html", _shown(counter, form))


@officer(*ROLES)
@opened
def facts(request: HttpRequest, draft_id: UUID, page: int = 0) -> HttpResponse:
    """A page of a form that was begun: the next one, or back."""
    counter = of_draft(request, draft_id)
    if page >= _pages(counter):
        return redirect("counter:papers", draft_id)
    form = counter.form(request.POST if request.method == "POST" else None, page=page, initial=counter.kept)
    if request.method == "POST" and form.is_valid():
        # As it stands before the officer now: what had changed meanwhile he has seen.
        drafts.keep_facts(counter.draft, _posted(request, form), seen=counter.subject.seen())
        return _next(draft_id, counter, page)
    return render(request, "counter/facts.html", _shown(counter, form, page))


@officer(*ROLES)
@opened
def papers(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The closed list; what is missing leads to the one-time notice, all of it at once."""
    counter = of_draft(request, draft_id)
    stated = counter.stated()
    if not stated.is_valid():
        return redirect("counter:facts", draft_id)
    form = _papers_form(request, counter, stated)
    missing: Any = ()
    if request.method == "POST" and form.is_valid():
        shown = {each.paper: each.document_no for each in form.brought()}
        drafts.keep(counter.draft, papers=shown, applicant=form.cleaned_data["applicant"])
        missing = form.asked.missing(form.brought())
        if not missing:
            return redirect("counter:check", draft_id)
        if request.POST.get("then") == "tell":
            told = tell_missing(
                counter.draft, counter.item, stated.cleaned_data, form.brought(), form.asked, by=counter.by
            )
            return redirect("counter:visit", told.pk)
    shown_form = _shown(counter, stated) | {"form": form, "missing": _groups(missing)}
    return render(request, "counter/papers.html", shown_form)


@officer(*ROLES)
@opened
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A last look at everything; what is odd is asked, what cannot be is said; then it is done."""
    if done := VisitRecord.objects.filter(form_id=draft_id).first():
        return redirect("counter:visit", done.pk)
    counter = of_draft(request, draft_id)
    stated = counter.stated()
    if not stated.is_valid():
        return redirect("counter:facts", draft_id)
    asked = counter.asked(stated)
    if asked.missing(counter.papers()) or not counter.draft.data.get("applicant"):
        return redirect("counter:papers", draft_id)
    form, status = CheckForm(), 200
    if request.method == "POST":
        confirmed = [name.removeprefix("doubt-") for name in request.POST if name.startswith("doubt-")]
        try:
            visit = send(
                counter.draft, counter.item, stated.cleaned_data, counter.papers(), asked,
                confirmed=confirmed, by=counter.by,
            )  # fmt: skip
        except Asked as odd:
            form, status = _doubtful(odd.doubts, request), 409
        except Refused as refusal:
            if done := VisitRecord.objects.filter(form_id=draft_id).first():
                return redirect("counter:visit", done.pk)
            form, status = _refused(refusal), 409
        else:
            done_at_once = _("Done. The register says so from now on.")
            messages.success(
                request, done_at_once if visit.events else _("Taken up. The case goes on from here.")
            )
            return redirect("counter:visit", visit.pk)
    shown = _shown(counter, stated) | {
        "form": form,
        "lines": _said(stated),
        "notes": stated.notes(),
        "papers": _papers_form(request, counter, stated).lines(asked.demands),
        "brought": counter.papers(),
        "applicant": counter.draft.data["applicant"],
    }
    return render(request, "counter/check.html", shown, status=status)


@officer(*ROLES)
@require_POST
def drop(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The applicant thought better of it: the form is forgotten."""
    draft = drafts.draft_of(draft_id, account_of(request))
    page = page_of(item_of(draft.item), draft.subject_id)
    draft.delete()
    messages.info(request, _("The form is dropped; nothing was registered."))
    return redirect(page)


def _posted(request: HttpRequest, form: FactsForm) -> dict[str, Any]:
    """What the page stated, as it is kept."""
    return {
        name: drafts.hidden(request.POST.get(name, ""))
        if getattr(field, "is_secret", False)
        else request.POST.getlist(name)
        for name, field in form.fields.items()
    }


def _pages(counter: Counter) -> int:
    return max(1, len(counter.item.form.pages))


def _next(draft_id: UUID, counter: Counter, page: int) -> HttpResponse:
    """The next page of the form, or its papers."""
    if page + 1 < _pages(counter):
        return redirect("counter:page", draft_id, page + 1)
    return redirect("counter:papers", draft_id)


def _like(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    """What the form begins with that follows another one (`?like=`, the visit)."""
    try:
        before = UUID(request.GET.get("like", ""))
    except ValueError:
        return {}
    return dict(counter.item.like(visit_of(before, counter.by)))


def _stated(request: HttpRequest, counter: Counter) -> dict[str, Any]:
    """What a form begins with: like the visit it follows, or by the name under which it was begun (`?ground=`)."""
    fields = counter.item.form.base_fields
    return {name: said for name, said in request.GET.items() if name in fields} | _like(request, counter)


def _form_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("form_id", ""))
    except ValueError:
        return uuid7()


def _papers_form(request: HttpRequest, counter: Counter, stated: FactsForm) -> PapersForm:
    posted = request.POST if request.method == "POST" and "applicant" in request.POST else None
    kept = counter.draft.data.get("papers", {})
    initial = {SHOWN + paper: True for paper in kept} | {NUMBER + paper: no for paper, no in kept.items()}
    initial["applicant"] = (
        counter.draft.data.get("applicant") or stated.applicant() or _likely_applicant(counter)
    )
    return PapersForm(posted, asked=counter.asked(stated), initial=initial)


def _likely_applicant(counter: Counter) -> str:
    """The head of the household, or the person himself."""
    if counter.subject.household and (head := counter.subject.household.head) and head.particulars:
        return head.particulars.name
    who = counter.subject.person.particulars if counter.subject.person else None
    return who.name if who else ""


def _groups(missing: tuple[tuple[Demand, ...], ...]) -> list[str]:
    return [_(" or ").join(say(demand.paper.name) for demand in group) for group in missing]


def _doubtful(doubts: tuple[Doubt, ...], request: HttpRequest) -> CheckForm:
    form = CheckForm(request.POST, doubts=doubts)
    form.is_valid()
    form.add_error(None, _("Something is odd. Look at the papers again; if it is so, confirm it."))
    return form


def _refused(refusal: Refused) -> CheckForm:
    form = CheckForm({})
    form.is_valid()
    form.add_error(None, sentence(refusal))
    return form


def _said(form: FactsForm) -> list[tuple[str, str]]:
    """What was stated, in words: label and value."""
    lines = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value not in (None, "", False):
            lines.append((str(bound.label), _value(form, bound.name, value)))
    return lines


def _value(form: FactsForm, name: str, value: Any) -> str:
    if value is True:
        return _("yes")
    if chosen := getattr(form.fields[name], "chosen", None):
        return f"{chosen.path}{chosen.name}"
    choices = dict(getattr(form.fields[name], "choices", ()))
    if hasattr(value, "address_text"):
        return str(value.address_text)
    if hasattr(value, "isoformat"):
        return date_format(value)
    return str(choices.get(value) or choices.get(str(value)) or form.data.get(name, value))


def _shown(counter: Counter, form: FactsForm, page: int = 0) -> dict[str, Any]:
    pages = counter.item.form.pages
    return {
        "counter": counter,
        "item": counter.item,
        "form": form,
        "draft": counter.draft,
        "page": page,
        "place": page + 1,
        "all": _pages(counter) + 2,
        "last": page + 1 == _pages(counter),
        "what": pages[page].title if pages else _("what happened"),
    }
