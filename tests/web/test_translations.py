"""The tool, on a small package of its own."""

from pathlib import Path

import pytest

from banji.web import translations

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def f(n):
    return _("Saved."), ngettext("%(n)d row", "%(n)d rows", n), pgettext("month", "May")
"""
PAGE = """{% load i18n %}{% comment %}中文 may stand here{% endcomment %}
  {% if x %}
      <p title="{% trans "Next page" %}">{% blocktrans trimmed %}
         It's {{ n }} o'clock
      {% endblocktrans %}</p>
{% endif %}"""
GOOD = [
    ('msgid "Saved."', 'msgstr "已保存。"'),
    ('msgid "%(n)d row"\nmsgid_plural "%(n)d rows"', 'msgstr[0] "%(n)d 行"'),
    ('msgctxt "month"\nmsgid "May"', 'msgstr "五月"'),
    ('msgid "Next page"', 'msgstr "下一页"'),
    ("msgid \"It's %(n)s o'clock\"", 'msgstr "%(n)s 点"'),
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    app = tmp_path / "banji/room"
    (app / "templates/room").mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "words.py").write_text(CODE)
    (app / "templates/room/page.html").write_text(PAGE)
    (app / translations.PO).parent.mkdir(parents=True)
    write(tmp_path, GOOD)
    return tmp_path


def write(package: Path, entries: list[tuple[str, str]], head: str = "") -> None:
    text = HEADER + head + "\n\n".join("\n".join(entry) for entry in entries) + "\n"
    (package / "banji/room" / translations.PO).write_text(text)


def messages(package: Path) -> list[str]:
    return [finding.message for finding in translations.check(package)]


def test_a_complete_translation_has_no_findings(package: Path) -> None:
    assert messages(package) == []


@pytest.mark.parametrize("absent", range(len(GOOD)))
def test_each_missing_sentence_is_named_with_file_and_line(package: Path, absent: int) -> None:
    write(package, GOOD[:absent] + GOOD[absent + 1 :])
    (finding,) = translations.check(package)
    assert finding.message.startswith("no Chinese for ")
    assert finding.path.name == ("words.py" if absent < 3 else "page.html")
    assert finding.line == 4


@pytest.mark.parametrize(
    ("entries", "head", "said"),
    [
        ([('msgid "Saved."', 'msgstr ""'), *GOOD[1:]], "", "empty translation of 'Saved.'"),
        (GOOD, "#, fuzzy\n", "uncertain (fuzzy) translation of 'Saved.'"),
        ([*GOOD[:4], (GOOD[4][0], 'msgstr "现在几点"')], "", "placeholders differ in \"It's %(n)s o'clock\""),
        ([*GOOD, ('msgid "Gone"', 'msgstr "没了"')], "", "nobody says 'Gone' any more"),
    ],
)
def test_what_is_wrong_in_a_catalogue(
    package: Path, entries: list[tuple[str, str]], head: str, said: str
) -> None:
    write(package, entries, head)
    assert messages(package) == [said]


def test_sentences_of_several_rooms_may_stand_in_the_common_file(package: Path) -> None:
    write(package, GOOD[1:])
    common = package / "banji/web" / translations.PO
    common.parent.mkdir(parents=True)
    common.write_text(HEADER + "\n".join(GOOD[0]) + "\n")
    assert messages(package) == []


def test_one_sentence_is_said_alike_in_all_rooms(package: Path) -> None:
    """Django would show the first room's on the pages of all."""
    other = package / "banji/second"
    (other / translations.PO).parent.mkdir(parents=True)
    (other / "apps.py").write_text("")
    (other / "words.py").write_text('from django.utils.translation import gettext as _\nx = _("Saved.")\n')
    (other / translations.PO).write_text(HEADER + 'msgid "Saved."\nmsgstr "已保存。"\n')
    assert messages(package) == []
    (other / translations.PO).write_text(HEADER + 'msgid "Saved."\nmsgstr "存好了。"\n')
    (finding,) = translations.check(package)
    assert "'Saved.' is said differently in room" in finding.message
    assert finding.path == other / translations.PO


def test_bare_chinese_in_a_template_is_found(package: Path) -> None:
    page = package / "banji/room/templates/room/page.html"
    page.write_text(PAGE + "\n<b>注销</b>")
    (finding,) = translations.check(package)
    assert "Chinese outside" in finding.message


def test_update_adds_what_is_missing_and_keeps_the_rest(package: Path) -> None:
    write(package, GOOD[1:])
    assert [path.parts[-5] for path in translations.update(package)] == ["room"]
    assert messages(package) == ["empty translation of 'Saved.'"]
    assert translations.update(package) == []


def test_stale_files_are_compiled_once(package: Path) -> None:
    (made,) = translations.compile_stale(package)
    assert made.stat().st_size > 100
    assert translations.compile_stale(package) == []
    assert translations.compile_all(package) == [made]
    assert [path.name for path in made.parent.iterdir() if path.suffix == ".tmp"] == []
