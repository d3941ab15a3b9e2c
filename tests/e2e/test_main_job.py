"""The main job as its users see it: a list comes in, a clerk decides, two notices, a month, two officers, one end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils.translation import override
from playwright.sync_api import Page, expect
from tests.browsers import follow, needs_browser
from tests.e2e.conftest import Town, run_jobs

from banji.accounts.roles import Role
from banji.audit.verify import verify
from banji.cases.evidence import add_evidence
from banji.cases.models import Case, Notice
from banji.cases.registry import procedure_of
from banji.exchange.counts import counts_of
from banji.exchange.models import Batch, Delivery, InboundRow
from banji.foundation import clock
from banji.matters.deaths.procedure import KIND
from banji.reconciliation.reach import in_reach
from banji.register.models import Particulars, Registration
from banji_demo.lists.sheet import row_of
from banji_demo.staging import staff

pytestmark = [*needs_browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def test_a_list_becomes_a_lawful_cancellation(town: Town, visit: Visit) -> None:
    hand_in_the_list(town, visit)
    review_a_doubtful_row(town, visit)
    case = a_case_of_the_station(town)
    officer = visit("officer")
    confirm_and_notify(officer, case)
    the_act_waits_for_both_services_and_the_month(officer, visit, case)
    one_drafts_and_another_cancels(town, officer, visit, case)
    the_departments_are_told(case)
    the_citizen_sees_who_looked(town, visit, case)
    assert list(verify()) == []


def hand_in_the_list(town: Town, visit: Visit) -> None:
    page = visit("liaison")
    page.goto("/lists/send/civil_affairs.cremations/")
    page.set_input_files("input[type=file]", town.list_path)
    page.fill("input[name=period]", "2016")
    follow(page.locator("main form button.btn-primary"))
    page.wait_for_url(re.compile("/lists/[0-9a-f-]{36}/"))
    run_jobs()
    page.reload()
    batch = Batch.objects.get()
    counts = counts_of([batch.pk])[batch.pk]
    assert counts.balanced
    assert counts.received == len(town.listed.rows)
    text = page.inner_text("main")
    for number in (counts.received, counts.matched, counts.review, counts.not_found, counts.set_aside):
        assert str(number) in text


def review_a_doubtful_row(town: Town, visit: Visit) -> None:
    """The clerk opens the best of his rows and says what the parlour's papers say."""
    clerk = town.offices.stations[0].actor(Role.CLERK)
    waiting = in_reach(InboundRow.objects.filter(outcome=InboundRow.Outcome.REVIEW), clerk)
    row = waiting.order_by("row_no").first()
    assert row is not None, "the small city must leave something to decide"
    meant = {row_of(n): one.external_ref for n, one in enumerate(town.listed.rows)}[row.row_no]
    page = visit("clerk")
    page.goto("/review/")
    page.goto(f"/review/{row.pk}/")
    best = row.candidates.order_by("rank").first()
    assert best is not None
    same = best.person.external_ref == meant
    page.fill("input[name=reason]", "已与殡仪馆登记簿核对。")
    follow(page.locator(f"button[name=verdict][value={'SAME' if same else 'NONE'}]"))
    row.refresh_from_db()
    assert row.outcome == (InboundRow.Outcome.MATCHED if same else InboundRow.Outcome.NOT_FOUND)
    run_jobs()


def a_case_of_the_station(town: Town) -> Case:
    """A suspected death at the first station whose person is really dead."""
    station = town.offices.stations[0].organisation
    for case in Case.objects.filter(station=station, state="MATCHED").select_related("person"):
        if case.person and died_on(town, case):
            return case
    raise AssertionError("no suspected death at the first station")


def died_on(town: Town, case: Case) -> str:
    assert case.person is not None
    told = town.city.truth.filter(external_ref=case.person.external_ref)["died_on"]
    return str(told[0]) if len(told) else ""


def confirm_and_notify(page: Page, case: Case) -> None:
    page.goto("/desk/")
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator("main")).to_contain_text(case.number)
    take(page, case, "verify")
    take(page, case, "record_visit", visited_on="2017-03-01", met="邻居", finding="上门走访，确已去世。")
    signal = case.signals.first()
    assert signal is not None
    take(page, case, "confirm_death", died_on=str(signal.died_on))
    take(
        page,
        case,
        "issue_notices",
        declarant="死者家属",
        declarant_relation="子女",
        committee=str(case.village),
    )
    assert Notice.objects.filter(case=case, recorded_to=None).count() == 2


def the_act_waits_for_both_services_and_the_month(page: Page, visit: Visit, case: Case) -> None:
    serve(page, case, "DECLARANT")
    page.goto(f"/cases/{case.pk}/")
    draft = page.locator(".actions li", has_text=title("draft_cancellation"))
    expect(draft.locator("button[aria-disabled=true]")).to_be_visible()
    expect(draft).to_contain_text("村（居）委会")  # whose notice was never served
    serve(page, case, "COMMITTEE")
    page.goto(f"/cases/{case.pk}/")
    expect(draft.locator("button[aria-disabled=true]")).to_be_visible()
    case.refresh_from_db()
    assert case.due_on == date(2017, 4, 1)  # a Saturday, but made up for Qingming: a working day
    admin = visit("sysadmin")
    admin.goto("/clock/")
    admin.fill("input[name=day]", "2017-04-06")
    follow(admin.locator("main form button.btn-primary"))
    assert clock.today() == date(2017, 4, 6)
    case.refresh_from_db()
    assert case.state == "EX_OFFICIO_READY"  # the night marked it, and decided nothing


def one_drafts_and_another_cancels(town: Town, page: Page, visit: Visit, case: Case) -> None:
    page.goto(f"/cases/{case.pk}/")
    expect(page.locator("main")).to_contain_text("缺少")  # the papers are still missing
    officer = town.offices.stations[0].actor(Role.OFFICER)
    for paper in ("COMMITTEE_PROOF", "INVESTIGATION_RECORD"):
        add_evidence(case.pk, paper, by=officer, issued_on=clock.today())
    signal = case.signals.first()
    assert signal is not None
    take(page, case, "draft_cancellation", died_on=str(signal.died_on))
    page.goto(f"/cases/{case.pk}/")
    assert not page.locator("a[href*='step/cancel_ex_officio']").count()  # not whoever drafted it
    chief = visit("chief")
    take(chief, case, "cancel_ex_officio")
    case.refresh_from_db()
    assert case.state == "CANCELLED_EX_OFFICIO"
    now = Registration.objects.get(person=case.person, recorded_to=None, valid_to=None)
    assert (now.status, now.valid_from) == (Registration.Status.CANCELLED, signal.died_on)


def the_departments_are_told(case: Case) -> None:
    run_jobs()
    told = Delivery.objects.filter(message__type="HUKOU_CANCELLED", message__case_no=case.number)
    to_departments = told.filter(organisation__isnull=False).values_list("organisation__department", "state")
    delivered = str(Delivery.State.DELIVERED)
    assert dict(to_departments) == dict.fromkeys(("CIVIL_AFFAIRS", "HEALTH", "HRSS"), delivered)


def the_citizen_sees_who_looked(town: Town, visit: Visit, case: Case) -> None:
    """Somebody of the same household signs in after an officer has opened his record."""
    now = Registration.objects.get(person=case.person, recorded_to=None, valid_to=None)
    relative = (
        Registration.objects.filter(household=now.household, recorded_to=None, status="ACTIVE", valid_to=None)
        .exclude(person=case.person)
        .first()
    ) or Registration.objects.filter(
        village=now.village, recorded_to=None, status="ACTIVE", valid_to=None
    ).first()
    assert relative is not None
    name = Particulars.objects.get(person=relative.person, recorded_to=None).name
    staff.add_citizen(relative.person_id, name)
    officer = visit("officer2")
    officer.goto(f"/people/{relative.person_id}/")
    purpose = officer.locator("select[name=purpose]")
    purpose.select_option(index=1)
    if officer.locator("input[name=case_no]").count():
        officer.fill("input[name=case_no]", case.number)
    follow(officer.locator("main form button.btn-primary"))
    expect(officer.locator("main")).to_contain_text(name)
    citizen = visit("citizen")
    citizen.goto("/my/looked/")
    expect(citizen.locator("main")).to_contain_text(town.offices.stations[0].organisation.name)


def title(step: str) -> str:
    """A step's name as the Chinese page says it."""
    with override("zh-hans"):
        return str(procedure_of(KIND).step(step).title)


# ------------------------------------------------------------------ the way a step is taken on the page


def take(page: Page, case: Case, step: str, **facts: str) -> None:
    """Open the step's page, state the facts, press its button, and come back to the case."""
    page.goto(f"/cases/{case.pk}/step/{step}/")
    for name, value in facts.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    follow(page.locator("main form button.btn-primary"))
    assert "/step/" not in page.url, page.inner_text("main")[:600]


def serve(page: Page, case: Case, addressee: str) -> None:
    notice = Notice.objects.get(case=case, addressee_kind=addressee, recorded_to=None)
    facts = {
        "notice": str(notice.pk),
        "method": "IN_PERSON",
        "served_on": "2017-03-01",
        "receiver": notice.addressee,
    }
    take(page, case, "record_service", **facts)
