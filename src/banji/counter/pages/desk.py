"""What the pages of a form have in common: the draft, whom it is about, its form bound again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from banji.accounts.access import account_of, actor_of
from banji.addresses import picker
from banji.counter import drafts
from banji.counter.closed_lists import ClosedList, brought, closed_list
from banji.counter.items import FactsForm, Item, Subject, item_of
from banji.counter.items.fields import AddressField
from banji.counter.models import Draft
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import NotFound, Refused
from banji.register.access import open_household, open_person
from banji.register.doings import HOUSEHOLD, NOBODY
from banji.register.lawful import Brought
from banji.register.pages import asking


@dataclass(frozen=True, slots=True)
class Counter:
    """An officer with a form before him: who or what it is about has been opened for him, and recorded."""

    item: Item
    subject_id: UUID
    subject: Subject
    name: str
    by: Actor
    today: date
    draft: Draft  # not kept yet while its first page is filled in

    @property
    def page(self) -> str:
        """The page on which it was begun."""
        return page_of(self.item, self.subject_id)

    def form(self, data: object = None, *, page: int | None = None, initial: object = None) -> FactsForm:
        """The whole form, or one page of it."""
        form = self.item.form(
            data, subject=self.subject, by=self.by, today=self.today, kept=self.kept, initial=initial
        )
        if page is not None:
            form.keep_page(page)
        for name, field in form.fields.items():
            if isinstance(field, AddressField) and (code := form.said(name)):
                field.chosen = picker.hit_of(code, self.by)
        return form

    @property
    def kept(self) -> dict[str, Any]:
        return drafts.as_posted(self.draft.data.get("facts", {}))

    def stated(self) -> FactsForm:
        """The form as it was kept; valid again, or to be filled in again."""
        return self.form(self.kept if "facts" in self.draft.data else None)

    def asked(self, form: FactsForm) -> ClosedList:
        return closed_list(self.item.papers(form.cleaned_data), self.today)

    def papers(self) -> list[Brought]:
        return brought(self.draft.data.get("papers", {}))


class NotOpen(Exception):
    """The officer has not said yet what he needs the record for: its page asks. `page` is where."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__(page)


def page_of(item: Item, subject_id: UUID) -> str:
    if item.about == NOBODY:
        return reverse("counter:visits")
    name = "register:household" if item.about == HOUSEHOLD else "register:person"
    return reverse(name, args=[subject_id])


def at_counter(request: HttpRequest, draft: Draft) -> Counter:
    """Open whom it is about. Raises `NotOpen`, `NotFound`, and `Refused` for another's area: an act there is not his."""
    by, item, subject_id = actor_of(request), item_of(draft.item), draft.subject_id
    if by.role not in item.roles:
        raise NotFound("")
    if item.about == NOBODY:
        return Counter(item, subject_id, Subject(), _("At the counter"), by, clock.today(), draft)
    given = asking.given_for(request, subject_id)
    if given is None:
        raise NotOpen(page_of(item, subject_id))
    if item.about == HOUSEHOLD:
        home = open_household(subject_id, by=by, **given._asdict())
        subject, in_area = Subject(household=home.sheet), home.in_area
        name = _("Household {number}").format(number=home.sheet.particulars.household_no)
    else:
        view = open_person(subject_id, by=by, **given._asdict())
        subject, in_area, name = Subject(person=view.sheet), view.in_area, view.name
    if not in_area:
        raise Refused(
            _("This is outside your area: its own station decides."),
            remedy=_("Send the applicant there, with its address and telephone."),
            code="outside_area",
        )
    return Counter(item, subject_id, subject, name, by, clock.today(), draft)


def of_draft(request: HttpRequest, draft_id: UUID) -> Counter:
    """The counter with this form on it. Raises as `at_counter` and `drafts.draft_of` do."""
    return at_counter(request, drafts.draft_of(draft_id, account_of(request)))
