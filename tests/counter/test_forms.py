"""The counter over HTTP: a guided form is kept at each step, done once, told once, refused only with its article."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests.cast import Cast, sign_in
from tests.register.lawful import brought
from tests.register.people import SINCE, Resident, make_household, make_person

from banji.counter import drafts, visits
from banji.counter.models import Draft, VisitRecord
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused
from banji.foundation.ids import uuid7
from banji.foundation.models import Installation
from banji.register import operations as do
from banji.register import queries

pytestmark = pytest.mark.django_db

DAY = date(2017, 6, 1)
HEAD, WIFE, SON = "02", "12", "20"


@pytest.fixture(autouse=True)
def a_day_in_june() -> None:
    with transaction.atomic():
        Installation.objects.get_or_create(only=True, defaults={"kind": Installation.TEST})
        clock.move_to(datetime(2017, 6, 1, 10, tzinfo=clock.CITY_TIME), by=system("tests.clock"))


@pytest.fixture
def head(cast: Cast) -> Resident:
    return make_person(make_household(cast.places.village), cast.places.village, born=date(1950, 1, 1))


@pytest.fixture
def son(cast: Cast, head: Resident) -> Resident:
    return make_person(
        head.household_id, cast.places.village, name="李小山", relation=SON, born=date(1990, 1, 1)
    )


@pytest.fixture
def clerk(cast: Cast, client: Client, head: Resident, son: Resident) -> Client:
    """Who has opened the household for somebody at the counter."""
    signed_in = sign_in(client, cast.clerk)
    signed_in.post(reverse("register:household", args=[head.household_id]), {"purpose": "COUNTER"})
    return signed_in


def begin(client: Client, item: str, subject: UUID, **facts: str) -> Draft:
    address = reverse("counter:begin", args=[item, subject])
    page = client.get(address).content.decode()
    form_id = re.search(r'name="form_id" value="([0-9a-f-]+)"', page)
    assert form_id
    answer = client.post(address, {"form_id": form_id[1], **facts})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=form_id[1])


def divided(client: Client, head: Resident, son: Resident) -> Draft:
    facts = {"ground": "marriage", "on": "2017-06-01", f"member-{son.person_id}": HEAD}
    return begin(client, "divide", head.household_id, **facts)


def show_papers(client: Client, draft: Draft, *shown: str, then: str = "") -> str:
    posted = {"applicant": "李小山", "then": then} | {f"paper-{paper}": "on" for paper in shown}
    return client.post(reverse("counter:papers", args=[draft.pk]), posted, follow=True).content.decode()


def papers_of(name: str) -> list[str]:
    return [each.paper for each in brought(name)]


def test_a_household_is_divided_in_one_visit(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    show_papers(clerk, draft, *papers_of("divide.marriage"))
    answer = clerk.post(reverse("counter:check", args=[draft.pk]), follow=True)
    visit = VisitRecord.objects.get()
    assert visit.number in answer.content.decode()
    assert (visit.outcome, visit.item, visit.promised_on) == ("ACCEPTED", "divide", DAY)
    home = queries.household_members(head.household_id, DAY)
    assert [member.person_id for member in home] == [head.person_id]
    assert not Draft.objects.exists()


def test_a_form_sent_twice_is_one_visit(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    show_papers(clerk, draft, *papers_of("divide.marriage"))
    first, second = (clerk.post(reverse("counter:check", args=[draft.pk])) for _ in range(2))
    assert (
        first["Location"]
        == second["Location"]
        == reverse("counter:visit", args=[VisitRecord.objects.get().pk])
    )


def test_what_is_missing_is_told_at_once_and_in_writing(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    page = show_papers(clerk, draft)
    assert 'name="then"' in page
    show_papers(clerk, draft, then="tell")
    visit = VisitRecord.objects.get()
    assert visit.outcome == "MISSING"
    assert [group[0] for group in visit.missing] == papers_of("divide.marriage")
    assert len(queries.household_members(head.household_id, DAY)) == 2


def test_a_refusal_does_not_save_without_its_article(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    refusing = reverse("counter:refuse", args=[draft.pk])
    posted = {"applicant": "李小山", "reason": "没有分户的情形", "remedy": "结婚后再来"}
    answer = clerk.post(refusing, posted)
    assert answer.status_code == 200
    assert 'id="id_article_error"' in answer.content.decode()
    assert not VisitRecord.objects.exists()
    clerk.post(refusing, posted | {"article": "HUKOU_1958 17"})
    assert VisitRecord.objects.get().article == "HUKOU_1958 17"


def test_a_ground_brings_its_article_and_remedy(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    posted = {"applicant": "邻居", "reason": "邻居代报", "ground": "NOT_ENTITLED"}
    answer = clerk.post(reverse("counter:refuse", args=[draft.pk]), posted, follow=True)
    visit = VisitRecord.objects.get()
    assert visit.article == "HUKOU_1958 17"
    assert visit.remedy
    assert visit.remedy in answer.content.decode()


def test_no_way_round_the_article(cast: Cast) -> None:
    visit = visits.Visit(item="divide", title="分户", applicant="某人")
    with pytest.raises(Refused) as refused:
        visits.refuse(visit, ground="", article=" ", reason="x", remedy="y", by=cast.clerk.actor)
    assert refused.value.code == "refusal_without_article"


def test_what_is_odd_is_asked_and_confirmed(cast: Cast, clerk: Client, head: Resident) -> None:
    child = make_person(
        head.household_id, cast.places.village, name="李小孙", relation="41", born=date(2010, 1, 1)
    )
    relations = {member.person_id: "97" for member in queries.household_members(head.household_id, DAY)}
    relations[child.person_id] = HEAD
    facts = {"on": "2017-06-01"} | {f"member-{person}": code for person, code in relations.items()}
    draft = begin(clerk, "choose_head", head.household_id, **facts)
    show_papers(clerk, draft, *papers_of("choose_head"))
    check = reverse("counter:check", args=[draft.pk])
    answer = clerk.post(check)
    assert answer.status_code == 409
    assert "doubt-minor_head" in answer.content.decode()
    assert clerk.post(check, {"doubt-minor_head": "on"}).status_code == 302
    assert VisitRecord.objects.get().outcome == "ACCEPTED"


def test_what_changed_meanwhile_is_refused_and_nothing_lost(
    cast: Cast, clerk: Client, head: Resident, son: Resident
) -> None:
    draft = divided(clerk, head, son)
    show_papers(clerk, draft, *papers_of("divide.marriage"))
    do.choose_head(
        household_id=head.household_id, relations={head.person_id: "50", son.person_id: HEAD},
        by=cast.officer.actor, on=DAY, papers=brought("choose_head"),
        seen={who.person_id: who.registration.pk for who in (head, son)},
    )  # fmt: skip
    check = reverse("counter:check", args=[draft.pk])
    assert clerk.post(check).status_code == 409
    assert not VisitRecord.objects.exists()
    # Back on the first page he sees how it stands now, and goes on.
    facts = {"ground": "marriage", "on": "2017-06-01", f"member-{head.person_id}": HEAD}
    clerk.post(reverse("counter:facts", args=[draft.pk]), facts)
    assert clerk.post(check).status_code == 302
    assert VisitRecord.objects.get().outcome == "ACCEPTED"


def test_a_changed_name(clerk: Client, head: Resident) -> None:
    clerk.post(reverse("register:person", args=[head.person_id]), {"purpose": "COUNTER"})
    draft = begin(clerk, "change_name", head.person_id, name="李大川", on="2017-06-01", reason="本人申请")
    show_papers(clerk, draft, *papers_of("change.name"))
    clerk.post(reverse("counter:check", args=[draft.pk]))
    who = queries.person_on(head.person_id, DAY).particulars
    assert who is not None
    assert (who.name, who.former_name) == ("李大川", "李大山")


def test_a_relation_stated_wrongly(cast: Cast, clerk: Client, head: Resident, son: Resident) -> None:
    clerk.post(reverse("register:person", args=[son.person_id]), {"purpose": "COUNTER"})
    page = clerk.get(reverse("counter:begin", args=["correct_relation", son.person_id])).content.decode()
    assert '<option value="02"' not in page  # who is head is chosen, not corrected
    draft = begin(clerk, "correct_relation", son.person_id, relation="23", reason="次子误录为子")
    show_papers(clerk, draft)
    assert VisitRecord.objects.count() == 0
    show_papers(clerk, draft, *papers_of("correct.other"))
    clerk.post(reverse("counter:check", args=[draft.pk]))
    visit = VisitRecord.objects.get()
    assert (visit.item, visit.outcome, visit.step) == (
        "correct_relation",
        "ACCEPTED",
        "register.correct.other",
    )
    assert {relation(son, day) for day in (SINCE, DAY)} == {"23"}


def test_relations_of_several_members_stated_wrongly(
    cast: Cast, clerk: Client, head: Resident, son: Resident
) -> None:
    """Only what differs is corrected, in one visit and one act; what is odd about two is asked once, by name."""
    wife, cousin = (
        make_person(head.household_id, cast.places.village, name=name, relation=code, born=date(1992, 1, 1))
        for name, code in (("周桂芳", "20"), ("王秀英", "97"))
    )
    members = [wife, cousin, son]
    codes = {wife.person_id: "30", son.person_id: "30", cousin.person_id: "97"}
    draft = begin(
        clerk, "correct_relations", head.household_id, reason="录入时串行",
        **{f"member-{who.person_id}": codes[who.person_id] for who in members},
    )  # fmt: skip
    show_papers(clerk, draft, *papers_of("correct.other"))
    check = reverse("counter:check", args=[draft.pk])
    assert f"member-{cousin.person_id}" not in clerk.get(check).content.decode()
    asked = clerk.post(check)
    assert asked.status_code == 409
    assert re.search("(周桂芳|李小山)：.*(周桂芳|李小山)：", asked.content.decode())
    assert clerk.post(check, {"doubt-relation_sex": "on"}).status_code == 302
    visit = VisitRecord.objects.get()
    assert len(visit.events) == 2
    assert [relation(who, SINCE) for who in members] == ["30", "97", "30"]


def test_relations_that_are_right_are_no_correction(clerk: Client, head: Resident, son: Resident) -> None:
    address = reverse("counter:begin", args=["correct_relations", head.household_id])
    answer = clerk.post(address, {f"member-{son.person_id}": SON, "reason": "核对"})
    assert answer.status_code == 200
    assert "登记内容已经是这样" in answer.content.decode()
    assert not Draft.objects.exists()


def relation(who: Resident, on: date) -> str:
    row = queries.person_on(who.person_id, on).registration
    assert row is not None
    return row.relation_to_head


def test_another_household_is_named_by_its_number(cast: Cast, clerk: Client, head: Resident) -> None:
    other = make_household(cast.places.village, number="5190000002")
    make_person(other, cast.places.village, name="王五")
    relations = {member.person_id: "97" for member in queries.household_members(head.household_id, DAY)}
    facts = {"on": "2017-06-01", "into": "5190000002"} | {f"member-{p}": c for p, c in relations.items()}
    draft = begin(clerk, "merge", head.household_id, **facts)
    show_papers(clerk, draft, *papers_of("merge"))
    assert clerk.post(reverse("counter:check", args=[draft.pk])).status_code == 302
    assert len(queries.household_members(other, DAY)) == 3
    assert queries.household_on(head.household_id, DAY).ended


def test_it_is_offered_on_the_pages_it_is_about(clerk: Client, head: Resident) -> None:
    page = clerk.get(reverse("register:household", args=[head.household_id])).content.decode()
    assert reverse("counter:begin", args=["divide", head.household_id]) in page


def test_another_station_neither_begins_nor_reads(
    cast: Cast, client: Client, clerk: Client, head: Resident, son: Resident
) -> None:
    draft = divided(clerk, head, son)
    show_papers(clerk, draft, then="tell")
    visit = VisitRecord.objects.get()
    outsider = sign_in(Client(), cast.outsider)
    assert outsider.get(reverse("counter:visit", args=[visit.pk])).status_code in (403, 404)
    begun = outsider.get(reverse("counter:begin", args=["divide", head.household_id]))
    assert begun.status_code in (302, 403, 404)


def test_what_nobody_goes_on_with_lapses(clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    assert drafts.sweep() == 0
    Draft.objects.filter(pk=draft.pk).update(changed_at=clock.now() - drafts.TERM * 2)
    assert drafts.sweep() == 1


def test_the_list_finds_a_visit(cast: Cast, clerk: Client, head: Resident, son: Resident) -> None:
    draft = divided(clerk, head, son)
    show_papers(clerk, draft, then="tell")
    visit = VisitRecord.objects.get()
    found = clerk.get(reverse("counter:visits"), {"q": "小山", "outcome": "MISSING"}).content.decode()
    assert visit.number in found
    assert visit.number not in clerk.get(reverse("counter:visits"), {"q": "无此人"}).content.decode()


def test_any_other_visit_leaves_a_record_too(clerk: Client) -> None:
    address = reverse("counter:other")
    came = {"applicant": "王五", "title": "开具无犯罪记录以外的证明", "form_id": str(uuid7())}
    assert 'id="id_reason_error"' in clerk.post(address, came).content.decode()
    came |= {"ground": "PROOF_NOT_NEEDED", "reason": "户口簿已经能够证明"}
    first, again = (clerk.post(address, came) for _ in range(2))
    visit = VisitRecord.objects.get()
    assert first["Location"] == again["Location"] == reverse("counter:visit", args=[visit.pk])
    assert visit.article == "PROOFS_2016 一"
    wrong = came | {"form_id": str(uuid7()), "case_no": "DEATH-000000-2017-1"}
    assert 'id="id_case_no_error"' in clerk.post(address, wrong).content.decode()
