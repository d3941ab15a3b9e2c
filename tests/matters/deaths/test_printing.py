"""Papers drawn from the case's rows: the same shapes as the samples, printed with a record, verified in public."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import sign_in
from tests.documents.reading import text_of
from tests.matters.deaths.documents.test_papers import characters
from tests.matters.deaths.scene import NUMBER, Scene

from banji.audit.acts import act
from banji.audit.models import AuditEntry, AuditSubject
from banji.cases import notices
from banji.cases.models import Case, Notice
from banji.foundation.actors import Actor
from banji.law.sources import source
from banji.matters.deaths import casefile, papers
from banji.matters.deaths.showing import SHOWING
from banji.printing.models import IssuedPaper
from banji.register.papers.issuing import Need, issue_for_person

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "documents"
SERVED, AFTER = date(2017, 5, 2), date(2017, 6, 3)


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text())
    return loaded


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What each template was given."""
    given: dict[str, dict[str, Any]] = {}

    def keep(name: str, data: dict[str, Any]) -> bytes:
        given[name] = data
        return real(name, data)

    real = papers.draw
    monkeypatch.setattr(papers, "draw", keep)
    monkeypatch.setattr(casefile, "draw", keep)
    return given


def case_of(scene: Scene) -> Case:
    return Case.objects.select_related("station", "village", "post").get(pk=scene.fresh.pk)


def draw_all(scene: Scene, by: Actor) -> None:
    for paper in SHOWING.prints:
        if paper.name != "certificate":
            assert paper.draw(case_of(scene), by).startswith(b"%PDF")


@pytest.mark.parametrize(
    "name",
    [
        "notice_declarant",
        "notice_committee",
        "service_proof",
        "committee_proof",
        "investigation_record",
        "case_file",
    ],
)
def test_each_paper_gets_what_its_template_asks_for(
    scene: Scene, drawn: dict[str, dict[str, Any]], name: str
) -> None:
    draw_all(scene.served(SERVED).with_proof(), scene.cast.officer.actor)
    optional = {"interviewee", "answers", "last_day", "verify_url"}
    assert sample(name).keys() - drawn[name].keys() <= optional
    assert drawn[name]["person"]["citizen_id_no"] == NUMBER
    assert drawn[name]["watermark"] == {
        "user": "周文静",
        "time": "2017-05-02 10:00",
        "case": scene.fresh.number,
    }


def test_the_notice_says_the_last_day_once_both_are_served(
    scene: Scene, drawn: dict[str, dict[str, Any]]
) -> None:
    by = scene.cast.officer.actor
    papers.notice_declarant(case_of(scene.notified()), by)
    assert drawn["notice_declarant"]["last_day"] == ""
    assert drawn["notice_declarant"]["addressee"] == {"name": "李小山", "relation": "儿子"}
    scene.serve("DECLARANT", date(2017, 3, 1))
    scene.serve("COMMITTEE", date(2017, 3, 1))
    papers.notice_committee(case_of(scene), by)
    assert drawn["notice_committee"]["last_day"] == "2017-04-01"
    assert "居民死亡医学证明（推断）书" in drawn["notice_committee"]["papers"][0]
    assert drawn["notice_committee"]["legal_basis"][0]["article"] == "第八条"


def test_a_notice_without_a_declarant_is_drawn_too(scene: Scene) -> None:
    scene.confirmed().take("issue_notices", no_relative=True, committee="李家村民委员会")
    assert set("李家村民委员会") <= characters(
        papers.notice_committee(case_of(scene), scene.cast.officer.actor)
    )


def test_the_whole_file_tells_the_whole_story(scene: Scene, drawn: dict[str, dict[str, Any]]) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    pdf = casefile.case_file(case_of(scene), scene.cast.chief.actor)
    data = drawn["case_file"]
    assert [step["by"] for step in data["steps"]][-2:] == ["周文静", "罗建军"]
    assert data["clock"] == {"starts_on": "2017-05-02", "due_on": "2017-06-02", "act_from": "2017-06-03"}
    assert [n["served_on"] for n in data["notices"]] == ["2017-05-02", "2017-05-02"]
    assert [m["to"] for m in data["messages"]] == ["安平县民政局"]
    assert set("卷宗李大山依职权注销") <= characters(pdf)


def test_printing_is_a_recorded_reading(client: Client, scene: Scene) -> None:
    case = scene.notified().fresh
    answer = sign_in(client, scene.cast.officer).get(
        reverse("cases:print", args=[case.pk, "notice_declarant"])
    )
    assert answer["Content-Type"] == "application/pdf"
    entry = AuditEntry.objects.get(act="print")
    assert (entry.case_no, entry.object_id) == (case.number, "notice_declarant")
    assert AuditSubject.objects.get(entry_id=entry.pk).person_id == scene.who.person_id


def test_what_is_not_there_yet_is_not_printed(client: Client, scene: Scene) -> None:
    case = scene.signal()
    sign_in(client, scene.cast.officer)
    for name in ("notice_declarant", "certificate", "nonsense"):
        assert client.get(reverse("cases:print", args=[case.pk, name])).status_code == 404
    outside = sign_in(client, scene.cast.outsider)
    assert outside.get(reverse("cases:print", args=[case.pk, "file"])).status_code == 404


def test_a_genuine_paper_a_withdrawn_one_and_a_forged_one(client: Client, scene: Scene) -> None:
    notice = Notice.objects.filter(case=scene.notified().fresh).earliest("pk")
    url = reverse("public:verify", args=[notice.verify_code])
    shown = client.get(url)
    assert shown.status_code == 200
    assert "state-done" in shown.content.decode()
    assert notice.number in shown.content.decode()
    for hidden in ("李大山", "李小山", NUMBER, scene.fresh.number):
        assert hidden not in shown.content.decode()
    assert re.search(r"李\*+|\*+山|李＊", shown.content.decode())
    scene.paper("OBJECTION_STATEMENT")
    scene.take("object")
    scene.take("confirm_death", died_on=date(2016, 11, 2))
    scene.take("issue_notices", declarant="李小山", committee="李家村民委员会")
    assert "state-overdue" in client.get(url).content.decode()
    assert client.get(reverse("public:verify", args=["0" * 32])).status_code == 404


def verified(client: Client, code: str) -> bool:
    """Is the paper with this code said to be valid?"""
    return "state-done" in client.get(reverse("public:verify", args=[code])).content.decode()


def test_the_proof_is_the_registers_own_and_ends_with_the_cancellation(client: Client, scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    case = scene.fresh
    sign_in(client, scene.cast.officer)
    address = reverse("cases:print", args=[case.pk, "certificate"])
    first, again = (client.get(address).content for _ in range(2))
    assert first == again
    assert all(said in text_of(first) for said in ("户口注销证明", "注销原因", NUMBER[-4:]))
    issued = IssuedPaper.objects.get()
    assert (issued.kind, issued.case_no) == ("cancellation_proof", case.number)
    assert verified(client, issued.verify_code)
    scene.take("propose_revocation", by=scene.cast.county_officer.actor)
    scene.take("revoke", by=scene.city_officer.actor)
    assert not verified(client, issued.verify_code)
    assert client.get(address).status_code == 404


def test_a_proof_issued_on_the_page_of_the_person_is_the_cases_too(client: Client, scene: Scene) -> None:
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    by = scene.cast.clerk.actor
    paper = issue_for_person(scene.who.person_id, "cancellation_proof", Need(by, "COUNTER"))
    sign_in(client, scene.cast.officer)
    client.get(reverse("cases:print", args=[scene.fresh.pk, "certificate"]))
    assert IssuedPaper.objects.get() == paper


def test_a_certificate_given_by_an_earlier_version_is_still_verified(client: Client, scene: Scene) -> None:
    """They were written notices of the case: genuine while the cancellation stands, withdrawn with it."""
    scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
    case = scene.fresh
    with act("tests.certificate", by=scene.cast.chief.actor, case_no=case.number) as this:
        (given,) = notices.issue(
            case, kind="cancellation_certificate", addressees=[("FAMILY", "李小山")],
            source=source("HUKOU_1958", "8"), data={}, this=this,
        )  # fmt: skip
    assert verified(client, given.verify_code)
    scene.take("propose_revocation", by=scene.cast.county_officer.actor)
    scene.take("revoke", by=scene.city_officer.actor)
    assert not verified(client, given.verify_code)


def test_a_code_can_be_typed(client: Client, db: None) -> None:
    assert 'role="alert"' in client.get(reverse("public:ask"), {"code": "12"}).content.decode()
    code = "AB" * 16
    answer = client.get(reverse("public:ask"), {"code": f" {code} "})
    assert answer.headers["Location"] == reverse("public:verify", args=[code.lower()])
