"""The frame and the components as HTML."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client

from banji import web
from banji.accounts.access import Who
from banji.web.urls import urlpatterns

ROOT = Path(web.__file__).parent


def html(source: str, **values: object) -> str:
    return engines["django"].from_string("{% load banji %}" + source).render(values)


def test_the_frame_shows_rooms_search_and_person_in_chinese_first() -> None:
    page = Client().get("/").content.decode()
    assert '<html lang="zh-hans"' in page
    for word in ("跳到正文", "全站搜索", "退出", "切换辖区", "快捷键"):
        assert word in page
    assert page.count('aria-current="page"') == 1
    assert page.index('href="#main"') < page.index('class="brand"')


def test_what_is_searched_for_is_posted() -> None:
    form = re.search(r'<form class="top-search".+?</form>', Client().get("/").content.decode(), re.S)
    assert form
    assert 'method="post"' in form[0]
    assert "csrfmiddlewaretoken" in form[0]


def test_the_language_can_be_changed_and_stays() -> None:
    client = Client()
    client.post("/web/language/", {"language": "en", "next": "/"})
    assert "Skip to the content" in client.get("/").content.decode()


def test_larger_type_and_dark_are_kept_and_foreign_addresses_are_not_followed() -> None:
    client = Client()
    assert (
        client.post("/web/preferences/", {"elder": "on", "theme": "dark", "next": "/question/"}).url
        == "/question/"
    )
    page = client.get("/").content.decode()
    assert 'class="framed elder"' in page
    assert 'data-bs-theme="dark"' in page
    assert client.post("/web/preferences/", {"theme": "pink", "next": "https://evil.example/"}).url == "/"
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()
    assert client.get("/web/preferences/").status_code == 405


def test_a_visitor_may_use_what_the_frame_offers_to_all() -> None:
    assert [pattern.callback.allowed.who for pattern in urlpatterns] == [Who.PUBLIC, Who.PUBLIC]


def test_every_answer_is_strict() -> None:
    headers = Client().get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store, private"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "HX-Request" in headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/question/", "/?said=1"])
def test_pages_obey_the_policy(path: str) -> None:
    """No inline script or style, no handler attribute, nothing from another host."""
    page = Client().get(path).content.decode()
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page)
    assert "<style" not in page
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r'(src|href)="(https?:)?//', page)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/refused/", 403, "Only the chief may approve."),
        ("/nowhere/", 404, "请试试搜索"),
        ("/broken/", 500, "此前保存的内容都在"),
    ],
)
def test_an_error_says_what_to_do_next(path: str, status: int, said: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "回首页" in answer.content.decode()


def test_a_stale_form_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/", {})
    assert answer.status_code == 403
    assert "页面打开时间过长" in answer.content.decode()


def test_what_cannot_be_done_now_says_why() -> None:
    item = {"name": "Cancel", "allowed": False, "reason": "Never served.", "article": "三(三)2", "url": "/x/"}
    shown = html("{% actions items %}", items=[item])
    assert 'aria-disabled="true"' in shown
    assert "/x/" not in shown
    described = re.search(r'aria-describedby="([^"]+)"', shown)
    assert described
    assert f'id="{described[1]}"' in shown
    assert "Never served." in shown
    assert "三(三)2" in shown


def test_values_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    shown = html(
        "{% state 'done' e %}{% masked e %}{{ e|id_number }}{% empty e %}{% timeline t %}{% evidence v %}"
        "{% procedure_picture s '' %}{% chart o e %}",
        e=evil, t=[{"title": evil, "who": evil}], v=[{"name": evil, "have": True}], s=[{"code": "a", "name": evil}], o={"x": evil},
    )  # fmt: skip
    assert "<script>alert" not in shown


def test_showing_a_value_asks_for_the_purpose_first() -> None:
    asked = Client().post("/reveal/").content.decode()
    assert "<select" in asked
    assert "519901" not in asked
    shown = Client().post("/reveal/", {"purpose": "case"}).content.decode()
    assert "<span>519901</span><span>19310816</span><span>0018</span>" in shown


def test_errors_link_to_their_fields() -> None:
    page = Client().post("/", {"birth": "31.2.2017"}).content.decode()
    assert 'href="#id_birth"' in page
    assert 'id="id_birth"' in page
    assert 'aria-invalid="true"' in page


def test_a_finished_job_is_not_asked_again() -> None:
    running = html("{% progress job %}", job={"name": "J", "url": "/j/", "done": 1, "total": 2})
    ended = html(
        "{% progress job %}", job={"name": "J", "url": "/j/", "done": 2, "total": 2, "finished": True}
    )
    assert 'hx-trigger="every 2s"' in running
    assert "hx-get" not in ended


def test_a_list_sorts_filters_and_pages() -> None:
    first = Client().get("/?sort=-number").content.decode()
    assert first.index("D2017-000012") < first.index("D2017-000011")
    assert "D2017-000001" not in first
    assert 'aria-sort="descending"' in first
    assert "第 2 页，共 3 页" in Client().get("/?page=2").content.decode()


def test_every_icon_named_is_in_the_sprite() -> None:
    sprite = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/vendor/tabler-icons/icons.svg").read_text())
    )
    named = {
        name
        for path in ROOT.parent.glob("**/templates/**/*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }
    assert len(named) > 15
    assert named <= sprite


def test_vendored_files_have_a_version_and_a_licence() -> None:
    text = (ROOT / "static/vendor/VENDOR.md").read_text()
    for folder in (path for path in (ROOT / "static/vendor").iterdir() if path.is_dir()):
        assert f"`{folder.name}/`" in text
        assert any(path.name.startswith("LICENSE") for path in folder.iterdir()), folder
