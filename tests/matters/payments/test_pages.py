"""The pages at HTTP: who may open what, every number opens its list, and the payer's answer in three clicks."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Member, sign_in
from tests.matters.payments.scene import Scene, at, only
from tests.matters.payments.test_items import asked, found, row

from banji.audit.models import AuditSubject
from banji.matters.payments import finding
from banji.matters.payments.procedure import CLOSED, TOLD
from banji.register import related

pytestmark = pytest.mark.django_db
LIST, LAG, PEOPLE = reverse("payments:items"), reverse("payments:lag"), reverse("payments:told")


def item_url(item: UUID, step: str = "") -> str:
    return reverse("payments:step", args=[item, step]) if step else reverse("payments:item", args=[item])


def opened(client: Client, who: Member, url: str) -> int:
    return sign_in(client, who).get(url).status_code


def test_who_may_open_what(client: Client, scene: Scene) -> None:
    cast, item = scene.cast, asked(scene)
    for who in (cast.officer, cast.county_officer, cast.supervisor, scene.payer):
        assert [opened(client, who, url) for url in (LIST, LAG, PEOPLE, item_url(item))] == [200] * 4
    for who in (cast.outsider, cast.liaison, scene.treasurer):
        assert [opened(client, who, url) for url in (LIST, item_url(item), item_url(item, "stopped"))] == [
            200,
            404,
            404,
        ]
    for who in (cast.clerk, cast.committee, cast.sys_admin, cast.citizen):
        assert opened(client, who, LIST) in (302, 403, 404)
    # Each only his own steps.
    assert opened(client, scene.payer, item_url(item, "dismiss")) == 404
    assert opened(client, cast.supervisor, item_url(item, "dismiss")) == 404
    assert opened(client, cast.county_officer, item_url(item, "stopped")) == 404


def test_from_the_list_to_the_answer(client: Client, scene: Scene) -> None:
    item = found(scene)
    page = sign_in(client, scene.cast.county_officer).get(LIST).content.decode()
    assert item_url(item, "tell") in page
    assert "519***********" in page or "519" in page
    form = client.get(item_url(item, "tell"))
    assert "李大山" in form.content.decode()
    seen = only(item=item).pk
    assert client.post(item_url(item, "tell"), {"seen": seen}).status_code == 200  # not compared yet
    assert client.post(item_url(item, "tell"), {"seen": seen, "same_person": "on"}).status_code == 302
    assert only(item=item).state == TOLD
    sign_in(client, scene.payer)
    assert item_url(item, "stopped") in client.get(LIST).content.decode()
    answer = {"seen": only(item=item).pk, "stopped_on": "2017-03-01"}
    assert client.post(item_url(item, "stopped"), answer).status_code == 302
    assert only(item=item).state == CLOSED
    assert "更正日期" in client.get(item_url(item)).content.decode()


def test_the_payer_does_not_read_what_officers_say_to_each_other(client: Client, scene: Scene) -> None:
    from banji.matters.payments import operations

    item = asked(scene)
    operations.answer_not_due(item, reason="领取人为配偶", by=scene.payer.actor)
    operations.tell_again(item, reason="内部意见", by=scene.officer)
    page = sign_in(client, scene.payer).get(item_url(item)).content.decode()
    assert "领取人为配偶" in page
    assert "内部意见" not in page
    assert "蒋海波" not in page


def test_every_number_opens_the_list_it_counts(client: Client, scene: Scene) -> None:
    asked(scene)
    scene.cancel(scene.chen)
    finding.find(scene.chen.person_id, row(scene, "陈秀英"), by=scene.officer)
    at(date(2017, 4, 20))
    sign_in(client, scene.cast.county_officer)
    response = client.get(LIST)
    numbers = [(n, url) for _name, n, url, _tone in response.context["numbers"]]
    assert [n for n, _ in numbers] == [1, 0, 2, 0]
    for n, url in numbers:
        assert len(client.get(url).context["table"].rows) == n
    lag = client.get(LAG).content.decode()
    links = re.findall(r'href="(/payments/told/\?[^"]+)">([\d,]+)<', lag)
    assert links
    for url, n in links:
        assert len(client.get(url.replace("&amp;", "&")).context["table"].rows) == int(n)
    for query in (
        "q=李",
        "payer=0",
        "late=False",
        "benefit=PENSION",
        "outcome=STOPPED",
        "page=9",
        "sort=-died_on",
    ):
        assert client.get(f"{LIST}?{query}").status_code == 200


def test_looking_is_recorded_and_the_person_page_shows_it(client: Client, scene: Scene) -> None:
    item = asked(scene)
    before = AuditSubject.objects.filter(person_id=scene.li.person_id).count()
    sign_in(client, scene.cast.county_officer).get(LIST)
    assert AuditSubject.objects.filter(person_id=scene.li.person_id).count() == before + 1
    (shown,) = related.related_to(scene.li.person_id, scene.cast.county_officer.actor)
    assert (shown.office, shown.url) == ("安平县人社局", item_url(item))
    assert list(related.related_to(scene.li.person_id, scene.cast.outsider.actor)) == []
