"""A birth from the counter to the register, under both profiles: at once, after missing papers, refused, replayed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import sign_in
from tests.matters.births.scene import (
    Scene,
    all_papers,
    fill_in,
    opened,
    particulars,
    registered,
    send,
    show_papers,
    visit,
)
from tests.register.people import make_household, make_person

from banji.cases.evidence import add_evidence
from banji.cases.lawbook import rules_of
from banji.cases.models import Case
from banji.cases.runner import offers, take
from banji.counter.models import Draft, VisitRecord
from banji.foundation.errors import NotFound, Refused
from banji.matters.births.models import BirthDeclaration
from banji.matters.births.rules import GROUNDS, grounds_under
from banji.register.models import Person, RegisterEvent
from banji.register.operations import Asked

pytestmark = pytest.mark.django_db
NUMBER = "519901201702200010"


# ---------------------------------------------------------------- the operation


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_has_its_closed_list_and_its_time(scene: Scene, ground: str) -> None:
    known = ground in grounds_under(rules_of(scene.declare()))
    assert known is (ground != "follows_grandparent" or scene.profile == "national_2021")
    if not known:
        with pytest.raises(Refused, match="没有此种"):
            scene.declare(ground=ground)
        return
    follows = scene.head if ground == "follows_grandparent" else scene.son
    case = scene.declare(ground=ground, follows=follows.person_id, other_parent=None, name="李小宝")
    assert (case.state, case.is_open) == ("REGISTERED", False)
    assert case.person_id is not None
    assert registered(case.person_id) == ("ACTIVE", scene.home)
    event = RegisterEvent.objects.get(person=case.person_id, kind="BIRTH")
    assert event.case_no == case.number
    assert {paper["paper"] for paper in event.details["papers"]} == set(all_papers(ground))
    assert (visit().outcome, visit().case_no, visit().events) == ("ACCEPTED", case.number, [str(event.pk)])


def test_what_is_missing_is_told_once_and_the_case_waits(scene: Scene) -> None:
    case = scene.declare(papers=[])
    assert (case.state, case.person_id, Person.objects.count()) == ("DRAFT", None, 3)
    assert case.due_on is not None
    assert (visit().outcome, visit().case_no) == ("MISSING", case.number)
    assert [group[0] for group in visit().missing] == all_papers("in_wedlock")
    clerk = scene.cast.clerk.actor
    offer = next(o for o in offers(case, by=clerk) if o.row.name == "register")
    assert not offer.enabled
    assert all(lack.rule for lack in offer.lacking)
    for paper in all_papers("in_wedlock"):
        add_evidence(case.pk, paper, by=clerk, document_no="P123456789")
    done = take(case.pk, "register", by=clerk)
    assert done.state == "REGISTERED"
    assert done.person_id is not None
    assert registered(done.person_id)[0] == "ACTIVE"
    assert visit().outcome == "ACCEPTED"
    assert VisitRecord.objects.count() == 2


def test_died_before_it_was_registered(scene: Scene) -> None:
    case = scene.declare(died_on=scene.today - timedelta(days=3))
    assert case.person_id is not None
    assert registered(case.person_id)[0] == "CANCELLED"
    kinds = RegisterEvent.objects.filter(person=case.person_id).values_list("kind", flat=True)
    assert sorted(kinds) == ["BIRTH", "CANCEL_DEATH"]


def test_twins_and_one_of_them_waits(plan: Scene) -> None:
    """One certificate has no number yet: both are declared, one case waits, and the parents have no second one open."""
    first, second = plan.declare(), plan.declare(papers=[], name="李贝贝")
    assert (first.state, second.state) == ("REGISTERED", "DRAFT")


def test_what_is_odd_is_asked_and_nothing_is_kept(plan: Scene) -> None:
    with pytest.raises(Asked) as asked:
        plan.declare(sex="2")
    assert [doubt.code for doubt in asked.value.doubts] == ["relation_sex"]
    assert not Case.objects.exists()
    case = plan.declare(sex="2", confirmed=["relation_sex"])
    assert RegisterEvent.objects.get(case_no=case.number).details["confirmed"] == ["relation_sex"]


def test_refused_in_writing_with_its_article(plan: Scene) -> None:
    case = plan.declare(papers=[])
    clerk = plan.cast.clerk.actor
    with pytest.raises(Refused):
        take(case.pk, "refuse", by=clerk, facts={"ground": "NOT_ENTITLED"})
    done = take(case.pk, "refuse", by=clerk, reason="来人不是监护人", facts={"ground": "NOT_ENTITLED"})
    assert (done.state, done.is_open) == ("REFUSED", False)
    assert (visit().outcome, visit().article, visit().case_no) == ("REFUSED", "HUKOU_1958 17", case.number)
    assert visit().remedy


def test_taken_back(plan: Scene) -> None:
    case = plan.declare(papers=[])
    assert take(case.pk, "withdraw", by=plan.cast.clerk.actor, reason="随母落户").state == "WITHDRAWN"


def test_another_area_is_not_his(plan: Scene) -> None:
    village = plan.cast.places.west_villages[0]
    far = make_person(make_household(village, number="5190000009"), village, name="张三")
    with pytest.raises(NotFound):
        plan.declare(follows=far.person_id, other_parent=None)
    case = plan.declare(papers=[])
    with pytest.raises(NotFound):
        take(case.pk, "register", by=plan.cast.outsider.actor)


# ---------------------------------------------------------------- over the counter's pages


def test_at_the_counter_in_one_visit(scene: Scene, client: Client) -> None:
    opened(client, scene)
    page = client.get(reverse("register:household", args=[scene.home])).content.decode()
    assert reverse("counter:begin", args=["birth", scene.home]) in page
    draft = fill_in(client, scene, other=str(scene.son_wife.person_id))
    check = show_papers(client, draft, *all_papers("in_wedlock"))
    assert "李宝宝" in check
    done = send(client, draft)
    case = Case.objects.get()
    child = case.person_id
    assert child == draft.pk
    assert particulars(draft.pk).name == "李宝宝"
    shown = done.content.decode()
    assert visit().number in shown
    assert case.number in shown
    assert not Draft.objects.exists()
    # the same form once more
    again = send(client, draft)
    assert visit().number in again.content.decode()
    assert (Case.objects.count(), VisitRecord.objects.count()) == (1, 1)
    sign_in(client, scene.cast.officer)
    assert "李宝宝" in client.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_another_child_of_the_same_birth_begins_filled_in(plan: Scene, client: Client) -> None:
    opened(client, plan)
    draft = fill_in(client, plan, other=str(plan.son_wife.person_id))
    show_papers(client, draft, *all_papers("in_wedlock"))
    done = send(client, draft)
    (offer,) = done.context["onward"]
    page = client.get(offer.url)
    form = page.context["form"]
    assert form["follows"].value() == str(plan.son.person_id)
    assert form["other"].value() == str(plan.son_wife.person_id)
    posted = {name: form[name].value() or "" for name in form.fields} | {
        "form_id": str(page.context["draft"].pk)
    }
    answer = client.post(offer.url, posted)
    second = client.get(answer["Location"]).context["form"]
    assert second["birth_date"].value() == particulars(draft.pk).birth_date.isoformat()  # type: ignore[union-attr]
    assert not second["name"].value()
    other = {name: second[name].value() or "" for name in second.fields} | {"name": "李贝贝", "sex": "1"}
    client.post(answer["Location"], other)
    twin = Draft.objects.get()
    show_papers(client, twin, *all_papers("in_wedlock"))
    send(client, twin)
    assert Case.objects.filter(state="REGISTERED").count() == 2


def test_a_late_birth_is_said_to_be_late_and_registered(plan: Scene, client: Client) -> None:
    opened(client, plan)
    born = plan.today - timedelta(days=400)
    draft = fill_in(client, plan, birth_date=born.isoformat())
    check = show_papers(client, draft, *all_papers("in_wedlock"))
    assert "逾期申报" in check
    send(client, draft)
    assert RegisterEvent.objects.get(kind="BIRTH").details["late"] is True


def test_doubts_are_listed_each_to_be_confirmed(plan: Scene, client: Client) -> None:
    opened(client, plan)
    draft = fill_in(client, plan, sex="2", number=NUMBER)
    kept = Draft.objects.get().data["facts"]["number"]
    assert NUMBER not in str(kept)
    show_papers(client, draft, *all_papers("in_wedlock"))
    asked = send(client, draft)
    assert asked.status_code == 409
    doubts = set(asked.context["form"].fields)
    assert {"doubt-number_sex", "doubt-relation_sex"} <= doubts
    assert not Case.objects.exists()
    send(client, draft, **dict.fromkeys(doubts, "on"))
    assert Case.objects.get().state == "REGISTERED"


def test_missing_papers_at_the_counter_open_a_case_that_waits(plan: Scene, client: Client) -> None:
    opened(client, plan)
    draft = fill_in(client, plan)
    assert 'value="tell"' in show_papers(client, draft, "PARENT_BOOK")
    told = show_papers(client, draft, "PARENT_BOOK", then="tell")
    case = Case.objects.get()
    assert (case.state, visit().outcome, visit().case_no) == ("DRAFT", "MISSING", case.number)
    assert case.number in told
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "李宝宝" in page
    assert reverse("cases:add_paper", args=[case.pk]) in page
    show_papers(client, draft, then="tell")  # sent twice
    assert (BirthDeclaration.objects.count(), VisitRecord.objects.count()) == (1, 1)


def test_the_other_parent_is_found_by_name_and_number_in_the_whole_city(plan: Scene, client: Client) -> None:
    village = plan.cast.places.west_villages[0]
    number = "519901199202030027"
    mother = make_person(
        make_household(village, number="5190000009"),
        village,
        name="赵小兰",
        born=date(1992, 2, 3),
        number=number,
    )
    opened(client, plan)
    draft = fill_in(client, plan, other_name="赵小兰", other_number=number)
    show_papers(client, draft, *all_papers("in_wedlock"))
    send(client, draft)
    assert BirthDeclaration.objects.get().other_parent_id == mother.person_id


def test_a_wrong_number_is_said_on_the_page(plan: Scene, client: Client) -> None:
    opened(client, plan)
    address = reverse("counter:begin", args=["birth", plan.home])
    said = {"follows": str(plan.son.person_id), "ground": "in_wedlock", "relation": "41"}
    answer = client.post(address, said | {"other_name": "赵小兰", "other_number": "519901199202030027"})
    assert answer.status_code == 200
    assert "other_number" in answer.context["form"].errors
