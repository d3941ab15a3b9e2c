"""The matter's pages at HTTP: reporting a death, visits, one village's notices; every state has its page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from tests.cast import make_officer, make_organisation, sign_in
from tests.matters.deaths.scene import NUMBER, Scene, at, make_scene
from tests.matters.deaths.test_machine import TO

import banji.matters.deaths
from banji.accounts import operations
from banji.accounts.models import Organisation
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry, AuditSubject
from banji.cases.models import Alarm, Case, Notice, Service, Step
from banji.foundation.actors import system
from banji.matters.deaths.models import DeathSignal
from banji.matters.deaths.procedure import PROCEDURE
from banji.matters.deaths.sources import weigh

pytestmark = pytest.mark.django_db
SERVED, AFTER = date(2017, 5, 2), date(2017, 6, 3)


def chinese() -> dict[str, str]:
    """The matter's own translations, msgid to Chinese."""
    po = Path(banji.matters.deaths.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    with po.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def msgid(title: object) -> str:
    """What a lazy title says in its own words."""
    return str(title.__reduce__()[1][1][0])  # type: ignore[attr-defined]


def test_every_state_and_step_has_a_name_in_both_languages() -> None:
    known = chinese()
    titles = [s.title for s in PROCEDURE.states] + [s.title for s in PROCEDURE.steps]
    titles += [ask.title for step in PROCEDURE.steps for ask in step.asks]
    missing = [
        msgid(t) for t in [*titles, PROCEDURE.title] if not re.search("[一-鿿]", known.get(msgid(t), ""))
    ]
    assert missing == []


@pytest.mark.parametrize("state", TO)
def test_every_open_state_has_its_page_and_each_step_its_form(
    client: Client, scene: Scene, state: str
) -> None:
    at(SERVED)
    TO[state](scene)
    for who in (scene.cast.officer, scene.cast.clerk, scene.cast.chief, scene.cast.county_officer):
        sign_in(client, who)
        assert client.get(reverse("cases:case", args=[scene.fresh.pk])).status_code == 200
        for row in PROCEDURE.steps_from(state):
            answer = client.get(reverse("cases:step", args=[scene.fresh.pk, row.name]))
            assert answer.status_code == (200 if who.actor.role in row.by else 404), (
                row.name,
                who.actor.role,
            )


@pytest.mark.parametrize(
    ("end", "last"),
    [("ALIVE", ""), ("NO_MATCH", ""), ("CANCELLED_EX_OFFICIO", ""), ("REVOKING", ""), ("REVOKED", "")],
)
def test_every_end_has_its_page(client: Client, scene: Scene, end: str, last: str) -> None:
    if end == "ALIVE":
        scene.signal()
        scene.take("found_alive", how="VIDEO_WITH_OFFICER", seen_on=date(2017, 3, 1))
    elif end == "NO_MATCH":
        scene.signal()
        scene.take("no_match")
    else:
        scene.drafted(SERVED, AFTER).take("cancel_ex_officio", by=scene.cast.chief.actor)
        if end != "CANCELLED_EX_OFFICIO":
            scene.take("propose_revocation", by=scene.cast.county_officer.actor)
        if end == "REVOKED":
            scene.take("revoke", by=scene.city_officer.actor)
    answer = sign_in(client, scene.cast.officer).get(reverse("cases:case", args=[scene.fresh.pk]))
    assert (answer.status_code, scene.state) == (200, end)


# ---------------------------------------------------------------- reporting


@pytest.mark.parametrize(
    ("reporter", "channel", "document", "weight"),
    [
        ("FAMILY", "COUNTER", "", ("FAMILY", "C")),
        ("FAMILY", "COUNTER", "DEATH_CERTIFICATE", ("MEDICAL", "A")),
        ("FAMILY", "COUNTER", "CREMATION_PROOF", ("CREMATION", "A")),
        ("NEIGHBOUR", "COUNTER", "COMMITTEE_PROOF", ("NEIGHBOUR", "C")),
        ("FAMILY", "TELEPHONE", "DEATH_CERTIFICATE", ("FAMILY", "C")),
        ("COMMITTEE", "COUNTER", "", ("COMMITTEE", "B")),
        ("COMMITTEE", "ACCOUNT", "", ("COMMITTEE", "B")),
        ("COMMITTEE", "TELEPHONE", "", ("COMMITTEE", "C")),
        ("EMPLOYER", "ACCOUNT", "", ("EMPLOYER", "B")),
        ("OTHER_STATION", "TELEPHONE", "", ("OTHER_STATION", "B")),
    ],
)
def test_how_much_a_report_weighs(
    reporter: str, channel: str, document: str, weight: tuple[str, str]
) -> None:
    assert weigh(reporter, channel=channel, document=document) == weight


def test_a_clerk_finds_the_person_and_enters_what_was_said(client: Client, scene: Scene) -> None:
    sign_in(client, scene.cast.clerk)
    found = client.get(reverse("deaths:report"), {"q": "李大山"}).content.decode()
    url = reverse("deaths:report_person", args=[scene.who.person_id])
    assert url in found
    sent = {"channel": "COUNTER", "reporter": "FAMILY", "said_by": "李小山（儿子）", "died_on": "2016-11-02",
            "document": "DEATH_CERTIFICATE", "document_no": "医证1"}  # fmt: skip
    answer = client.post(url, sent, follow=True)
    signal = DeathSignal.objects.get()
    assert (signal.source, signal.strength, signal.said_by) == ("MEDICAL", "A", "李小山（儿子）")
    assert signal.case.number in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reporter": "COMMITTEE"},
        {"channel": "TELEPHONE", "document": "DEATH_CERTIFICATE"},
        {"died_on": "2017-03-02"},
        {"said_by": ""},
    ],
)
def test_a_report_that_makes_no_sense_is_not_taken(
    client: Client, scene: Scene, wrong: dict[str, str]
) -> None:
    sent = {"channel": "COUNTER", "reporter": "FAMILY", "said_by": "李小山", "died_on": "2016-11-02"} | wrong
    url = reverse("deaths:report_person", args=[scene.who.person_id])
    answer = sign_in(client, scene.cast.clerk).post(url, sent)
    assert 'role="alert"' in answer.content.decode()
    assert not DeathSignal.objects.exists()


def test_what_another_station_hears_goes_to_the_right_one(client: Client, scene: Scene) -> None:
    west_clerk = make_officer("pan", "潘晓", scene.cast.west_station, Role.CLERK)
    sign_in(client, west_clerk)
    url = reverse("deaths:report_person", args=[scene.who.person_id])
    asked = client.get(url).content.decode()
    assert "李大山" not in asked
    assert "****" not in asked
    sent = {"channel": "TELEPHONE", "reporter": "OTHER_STATION", "organisation": scene.cast.west_station.pk,
            "said_by": "值班民警", "died_on": "2017-02-01"}  # fmt: skip
    answer = client.post(url, sent)
    case = Case.objects.get()
    assert case.station == scene.cast.east_station
    assert case.number in answer.content.decode()
    assert "李大山" not in answer.content.decode()


def test_a_committee_tells_what_it_knows_and_learns_nothing(client: Client, scene: Scene) -> None:
    sign_in(client, scene.cast.committee)
    url = reverse("deaths:tell")
    known = {"name": "李大山", "number": NUMBER, "died_on": "2017-02-01", "address": "3组12号"}
    receipts = [
        re.sub(
            r"REPORT-2017-\d+",
            "",
            client.post(url, told).content.decode().split("<main")[1].split("</main>")[0],
        )
        for told in (known, known | {"name": "李大水"}, known | {"number": "519901194001010035"})
    ]
    assert len(set(receipts)) == 1
    signal = DeathSignal.objects.get()
    assert (signal.source, signal.strength, signal.organisation) == (
        "COMMITTEE",
        "B",
        scene.cast.village_committee,
    )
    unknown = Alarm.objects.filter(kind="REPORT_TO_IDENTIFY")
    assert [alarm.station for alarm in unknown] == [scene.cast.east_station] * 2
    assert NUMBER not in "".join(alarm.text for alarm in unknown)


def test_a_number_that_cannot_be_is_said_at_once(client: Client, scene: Scene) -> None:
    sent = {"name": "李大山", "number": NUMBER[:-1] + "5", "died_on": "2017-02-01"}
    answer = sign_in(client, scene.cast.committee).post(reverse("deaths:tell"), sent)
    assert 'role="alert"' in answer.content.decode()
    assert not Alarm.objects.exists()


def test_an_employer_reports_from_its_own_account(client: Client, scene: Scene) -> None:
    factory = make_organisation("安平机械厂", Organisation.Kind.EMPLOYER)
    sign_in(client, make_officer("gong", "龚敏", factory, Role.REPORTER))
    sent = {"name": "李大山", "number": NUMBER, "died_on": "2017-02-01"}
    assert "REPORT-2017-000001" in client.post(reverse("deaths:tell"), sent).content.decode()
    assert DeathSignal.objects.get().strength == "B"


# ---------------------------------------------------------------- visits


def test_a_grid_worker_sees_whom_to_look_for_and_records_it_in_one_tap(client: Client, scene: Scene) -> None:
    worker = make_officer("mo", "莫网格", scene.cast.east_station, Role.GRID_WORKER)
    village = scene.cast.places.east_villages[1]
    operations.give_area(
        organisation=scene.cast.east_station, area=village.area, post=worker.post, by=system("tests"),
        valid_from=date(2000, 1, 1),
    )  # fmt: skip
    scene.signal()
    sign_in(client, worker)
    assert "李大山" not in client.get(reverse("deaths:visits")).content.decode()  # not his village
    here = make_scene(scene.cast, name="周大水", number="519901194001010019")
    Case.objects.filter(pk=here.signal().pk).update(village=village)
    shown = client.get(reverse("deaths:visits")).content.decode()
    url = re.search(r'href="(/cases/[^"]+record_visit/[^"]*)"', shown)
    assert url
    form = client.get(url[1]).context["form"]
    sent = form.initial | {"visited_on": "2017-03-01", "met": "邻居", "finding": "在世，赶集去了"}
    answer = client.post(url[1], sent)
    assert answer.headers["Location"] == reverse("deaths:visits")
    assert Step.objects.get(name="record_visit").actor_name == "莫网格"
    assert client.get(reverse("cases:case", args=[here.fresh.pk])).status_code == 403


# ---------------------------------------------------------------- one village's notices


@pytest.fixture
def three(scene: Scene) -> list[Scene]:
    """Three confirmed deaths of one village."""
    others = [
        make_scene(scene.cast, name=name, number=number)
        for name, number in (("李大水", "519901194001010019"), ("李大江", "519901194102020013"))
    ]
    return [one.confirmed() for one in (scene, *others)]


def test_one_villages_notices_in_one_screen(client: Client, three: list[Scene]) -> None:
    cast, village = three[0].cast, three[0].cast.places.village
    sign_in(client, cast.officer)
    assert village.name in client.get(reverse("deaths:notices")).content.decode()
    url = reverse("deaths:notices_of", args=[village.pk])
    sent: dict[str, object] = {}
    for place, one in enumerate(three):
        key = f"i{one.fresh.number}"
        sent |= {f"{key}-committee": "李家村民委员会", f"{key}-version": one.fresh.version}
        if place < 2:
            sent[f"{key}-declarant"] = "李小山"
    client.post(url, sent)
    assert [one.state for one in three] == ["NOTIFIED", "NOTIFIED", "CONFIRMED_DEAD"]
    notices = list(Notice.objects.order_by("pk"))
    printed = client.post(reverse("deaths:print_notices", args=[village.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.content)) == 1 + 2 * len(notices)
    entry = AuditEntry.objects.get(act="print")
    assert AuditSubject.objects.filter(entry_id=entry.pk).count() == 2
    good, bad, late, blank = notices
    rows = {f"s{n.pk}-method": "IN_PERSON" for n in notices} | {
        f"s{good.pk}-served_on": "2017-03-01", f"s{good.pk}-receiver": "李小山",
        f"s{bad.pk}-served_on": "2017-03-01",
        f"s{late.pk}-served_on": "2017-04-01", f"s{late.pk}-receiver": "李小山",
    }  # fmt: skip
    shown = client.post(url, rows).content.decode()
    assert [s.notice_id for s in Service.objects.all()] == [good.pk]
    assert shown.count('role="alert"') == 2
    assert f"s{blank.pk}-served_on" in shown
    assert f"s{good.pk}-served_on" not in shown


def test_nothing_filled_in_changes_nothing(client: Client, three: list[Scene]) -> None:
    url = reverse("deaths:notices_of", args=[three[0].cast.places.village.pk])
    sign_in(client, three[0].cast.officer).post(url, {})
    assert not Notice.objects.exists()


def test_another_stations_village_shows_nothing(client: Client, three: list[Scene]) -> None:
    village = three[0].cast.places.village
    sign_in(client, three[0].cast.outsider)
    shown = client.get(reverse("deaths:notices_of", args=[village.pk])).content.decode()
    assert "李大" not in shown
    assert client.post(reverse("deaths:print_notices", args=[village.pk])).status_code == 404
