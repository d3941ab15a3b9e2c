"""Moves over the counter's pages: a family in one stop, newcomers, who leaves; each page refuses in its own words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, make_citizen, sign_in
from tests.matters.migration.scene import HEAD, NUMBER, SON, WIFE, Scene, registered, told
from tests.register.lawful import brought
from tests.register.people import make_household, make_person

from banji.cases.models import Alarm, Case
from banji.counter.models import Draft, VisitRecord
from banji.matters.migration.models import Move, MovePaper, Mover
from banji.register.doings import NO_ID
from banji.register.models import RegisterEvent

pytestmark = pytest.mark.django_db
HEADS_NUMBER = "519901198001010017"


def go(client: Client, item: str, *pages: dict[str, str], subject: Any = NO_ID) -> Draft:
    """The pages of a form one after the other, each with what is typed on it."""
    address = reverse("counter:begin", args=[item, subject])
    draft = client.get(address).context["draft"].pk
    for page in pages:
        answer = client.post(address, {"form_id": str(draft)} | page)
        assert answer.status_code == 302, {**answer.context["form"].errors}
        address = answer["Location"]
    return Draft.objects.get(pk=draft)


def show(client: Client, draft: Draft, *papers: str, then: str = "") -> str:
    shown = client.get(reverse("counter:papers", args=[draft.pk])).context["form"]
    posted = {"applicant": shown["applicant"].value() or "来人", "then": then}
    posted |= {f"paper-{paper}": "on" for paper in papers}
    return client.post(reverse("counter:papers", args=[draft.pk]), posted, follow=True).content.decode()


def send(client: Client, draft: Draft) -> Any:
    return client.post(reverse("counter:check", args=[draft.pk]), follow=True)


def papers(name: str) -> list[str]:
    return [each.paper for each in brought(name)]


def relations(plan: Scene) -> dict[str, str]:
    pairs = zip(plan.family, (HEAD, WIFE, SON), strict=True)
    return {f"relation-{who.person_id}": relation for who, relation in pairs}


def everybody(plan: Scene, prefix: str) -> dict[str, str]:
    return {f"{prefix}-{who.person_id}": "on" for who in plan.family}


def test_a_family_of_the_other_station_in_one_stop(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    assert (
        reverse("counter:begin", args=["move_here", NO_ID])
        in client.get(reverse("counter:visits")).content.decode()
    )
    draft = go(
        client,
        "move_here",
        {"name": "赵大海", "number": HEADS_NUMBER},
        {"ground": "dwelling", "on": plan.today.isoformat()} | everybody(plan, "moves"),
        {"seat": plan.cast.places.village.code} | relations(plan) | everybody(plan, "signed"),
    )
    assert HEADS_NUMBER not in str(draft.data)
    check = show(client, draft, *papers("move_within.dwelling"))
    assert "赵小海" in check
    assert VisitRecord.objects.count() == 0
    done = send(client, draft)
    case = Case.objects.get()
    assert case.state == "MOVED_IN"
    assert case.number in done.content.decode()
    assert told(case).state == "CLOSED"
    again = send(client, draft)
    assert VisitRecord.objects.get().number in again.content.decode()
    assert RegisterEvent.objects.count() == 3
    sign_in(client, plan.cast.outsider)
    assert "赵大海、孙玉梅、赵小海" in client.get(reverse("cases:alarms")).content.decode()
    assert Alarm.objects.get(kind="MOVED_AWAY").station == plan.cast.west_station


def test_who_has_not_signed_is_named_and_nothing_is_lost(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    signed = everybody(plan, "signed")
    signed.pop(f"signed-{plan.wife.person_id}")
    draft = go(
        client,
        "move_here",
        {"name": "赵大海", "number": HEADS_NUMBER},
        {"ground": "dwelling", "on": plan.today.isoformat()} | everybody(plan, "moves"),
        {"seat": plan.cast.places.village.code} | relations(plan) | signed,
    )
    show(client, draft, *papers("move_within.dwelling"))
    answer = send(client, draft)
    assert answer.status_code == 409
    assert "孙玉梅" in str(answer.context["form"].non_field_errors())
    assert Draft.objects.exists()
    page = client.get(reverse("counter:page", args=[draft.pk, 2])).context["form"]
    assert page[f"relation-{plan.wife.person_id}"].value() == WIFE
    assert page["seat"].field.chosen.code == plan.cast.places.village.code


def test_a_wrong_number_finds_nobody_and_says_so(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    address = reverse("counter:begin", args=["move_here", NO_ID])
    for name, number in (("赵大海", NUMBER), ("赵大河", HEADS_NUMBER), ("赵大海", "123")):
        answer = client.post(address, {"name": name, "number": number})
        assert "number" in answer.context["form"].errors


def test_missing_papers_open_a_case_that_waits(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    draft = go(
        client,
        "move_here",
        {"name": "赵大海", "number": HEADS_NUMBER},
        {"ground": "dwelling", "on": plan.today.isoformat()} | everybody(plan, "moves"),
        {"seat": plan.cast.places.village.code} | relations(plan) | everybody(plan, "signed"),
    )
    show(client, draft, "OWN_BOOK", then="tell")
    case = Case.objects.get()
    assert (case.state, VisitRecord.objects.get().missing) == ("DRAFT", [["DWELLING_PROOF"]])
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "赵小海" in page


def test_from_outside_with_the_number_filling_birth_and_sex(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    first = {"kind": "INTER_PROVINCE", "ground": "dwelling", "place": "外省某市", "count": "1"}
    who = {
        "name-1": "钱多多",
        "number-1": NUMBER,
        "ethnicity-1": "01",
        "relation-1": HEAD,
        "signed-1": "钱多多",
    }
    where = {"seat": plan.cast.places.village.code, "on": plan.today.isoformat()}
    draft = go(client, "move_in", first, who, where)
    check = show(client, draft, *papers("permit.dwelling"))
    assert "1988" in check
    done = send(client, draft).content.decode()
    case = Case.objects.get()
    assert case.state == "ACCEPTED"
    assert case.number in done
    assert "钱多多" in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    mover = Mover.objects.get()
    assert mover.birth_date is not None
    assert mover.birth_date.isoformat() == "1988-02-29"
    assert NUMBER.encode() not in bytes(mover.newcomer or b"")


def test_into_a_household_from_its_own_page(plan: Scene, client: Client) -> None:
    """Where to is not asked: it is the household before the clerk, which has its head."""
    village, home = plan.cast.places.village, make_household(plan.cast.places.village, number="5190000077")
    make_person(home, village, name="钱大钱", born=date(1960, 1, 1))
    sign_in(client, plan.cast.clerk)
    client.post(reverse("register:household", args=[home]), {"purpose": "COUNTER"})
    first = {"kind": "INTER_PROVINCE", "ground": "kin", "place": "外省某市", "count": "1"}
    who = {
        "name-1": "钱多多", "number-1": NUMBER, "ethnicity-1": "01", "relation-1": "30", "signed-1": "钱多多",
    }  # fmt: skip
    draft = go(client, "join_from_outside", first, who, {"on": plan.today.isoformat()}, subject=home)
    shown = client.get(reverse("counter:page", args=[draft.pk, 2])).context["form"].fields
    assert not {"home", "seat"} & shown.keys()
    show(client, draft, *papers("permit.kin"))
    send(client, draft)
    assert Move.objects.get().household_id == home
    draft = go(
        client, "join_from_city", {"name": "赵大海", "number": HEADS_NUMBER},
        {"ground": "kin", "on": plan.today.isoformat()} | everybody(plan, "moves"),
        {f"relation-{who.person_id}": "97" for who in plan.family} | everybody(plan, "signed"), subject=home,
    )  # fmt: skip
    show(client, draft, *papers("move_within.kin"))
    send(client, draft)
    assert {registered(who.person_id).household_id for who in plan.family} == {home}


def test_what_the_number_says_otherwise_is_said_on_the_last_page(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.clerk)
    first = {"kind": "RETURNEE", "ground": "dwelling", "place": "国外", "count": "1"}
    who = {
        "name-1": "钱多多", "number-1": NUMBER, "sex-1": "1", "birth-1": "1988-03-01", "ethnicity-1": "01",
        "relation-1": HEAD, "signed-1": "钱多多",
    }  # fmt: skip
    draft = go(
        client, "move_in", first, who, {"seat": plan.cast.places.village.code, "on": plan.today.isoformat()}
    )
    check = show(client, draft, *papers("move_in.returnee"))
    assert "号码所示的出生日期不同" in check
    asked = send(client, draft)
    assert set(asked.context["form"].fields) == {"doubt-number_birth", "doubt-number_sex"}
    assert not Case.objects.exists()


def test_out_of_the_city_from_the_page_of_the_household(plan: Scene, client: Client) -> None:
    sign_in(client, plan.cast.outsider)
    home = plan.head.household_id
    client.post(reverse("register:household", args=[home]), {"purpose": "COUNTER"})
    one = f"moves-{plan.son.person_id}"
    draft = go(
        client,
        "move_out",
        {"kind": "INTER_PROVINCE", "place": "外省某市某区", one: "on"},
        {f"signed-{plan.son.person_id}": "on"},
        subject=home,
    )
    show(client, draft, *papers("move_out.other_province"))
    send(client, draft)
    case = Case.objects.get()
    assert (case.state, case.person_id) == ("IN_TRANSIT", plan.son.person_id)
    paper = MovePaper.objects.get()
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert paper.number in page
    assert registered(plan.head.person_id).status == "ACTIVE"


def test_the_mover_reads_on_his_own_page_until_when_his_paper_is_good(plan: Scene, client: Client) -> None:
    case = plan.outward()
    until = MovePaper.objects.get().valid_until
    plan.on(until - timedelta(days=3))
    sign_in(client, make_citizen("xiaohai", "赵小海", plan.son.person_id))
    page = client.get("/my/cases/").content.decode()
    assert case.number in page
    assert f"{until.year}年{until.month}月{until.day}日" in page
    plan.on(until + timedelta(days=1))
    assert "没有户口" in client.get("/my/cases/").content.decode()


def test_called_up_from_his_own_page(plan: Scene, client: Client, cast: Cast) -> None:
    sign_in(client, cast.outsider)
    person = plan.son.person_id
    client.post(reverse("register:person", args=[person]), {"purpose": "COUNTER"})
    assert (
        reverse("counter:begin", args=["enlist", person])
        in client.get(reverse("register:person", args=[person])).content.decode()
    )
    draft = go(client, "enlist", {"place": "某县征兵办", "signed": "on"}, subject=person)
    show(client, draft, *papers("cancel.enlisted"))
    send(client, draft)
    assert Case.objects.get().state == "CLOSED"
    assert registered(person).cancel_reason == "ENLISTED"
