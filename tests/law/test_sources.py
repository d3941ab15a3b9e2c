from __future__ import annotations

import re
from datetime import date

import pytest

from banji.law.sources import Citation, Mark, Source, UnknownSource, register, require_source, source
from banji.words import Words


@pytest.mark.parametrize(
    ("source_id", "at", "cited"),
    [
        ("PLAN_2017", "三(三)2", "《资阳市人口登记实施意见》（资府办发〔2017〕14号）三（三）2"),
        (
            "NORM_2021",
            "31(3)",
            "《户口居民身份证管理工作规范（试行）》（公通字〔2021〕12号）第三十一条第（三）项",
        ),
        ("CIVIL_CODE", "203", "《中华人民共和国民法典》第二百零三条"),
        ("CIVIL_1986", "154", "《中华人民共和国民法通则》第一百五十四条"),
        ("HUKOU_1958", "10", "《中华人民共和国户口登记条例》第十条"),
        ("HUKOU_1958", "20", "《中华人民共和国户口登记条例》第二十条"),
        ("SETTING", None, "系统设定（待主管机关确认）"),
    ],
)
def test_a_citation_reads_as_officials_write_it(source_id: str, at: str | None, cited: str) -> None:
    assert source(source_id, at).cite("zh-hans") == cited


def test_a_citation_in_english_keeps_the_number() -> None:
    assert (
        source("NORM_2021", "33").cite("en")
        == "Working norms for hukou and ID cards (trial) (公通字〔2021〕12号), Art. 33"
    )


@pytest.mark.parametrize(
    ("source_id", "at"), [("NO_SUCH_LAW", None), ("PLAN_2017", "三(九)"), ("PIPL", "999")]
)
def test_what_is_not_in_the_register_cannot_be_cited(source_id: str, at: str | None) -> None:
    with pytest.raises(UnknownSource, match=re.escape(at or source_id)):
        source(source_id, at)


def test_a_repeal_without_a_known_day_counts_always_and_a_dated_one_from_its_day() -> None:
    assert source("SICHUAN_2016_60").repealed_on(date(2017, 3, 1))
    assert not source("CIVIL_1986").repealed_on(date(2020, 12, 31))
    assert source("CIVIL_1986").repealed_on(date(2021, 1, 1))
    assert not source("PLAN_2017").repealed_on(date(2026, 1, 1))


def test_a_paraphrase_is_never_shown_as_a_quotation() -> None:
    plan, law = source("PLAN_2017", "三(三)2"), source("CIVIL_CODE", "201")
    assert plan.article is not None
    assert not plan.article.quoted
    assert plan.text.zh.startswith("（大意）")
    assert law.text.zh == "按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。"


def test_marks_and_doubts_travel_with_the_citation() -> None:
    assert source("PLAN_2017", "二").mark is Mark.SEED
    assert source("STATE_2015_96", "二(七)").unsure
    assert not source("HUKOU_1958", "8").unsure
    assert [mark for mark in Mark if not mark.binds] == [Mark.PRACTICE, Mark.ASSUME]


def test_procedures_must_name_a_source() -> None:
    assert require_source(source("PLAN_2017", "三(三)2")).id == "PLAN_2017 三(三)2"
    with pytest.raises(UnknownSource):
        require_source(None)
    invented = Source(
        "X",
        Words("", ""),
        "",
        Words("", ""),
        "",
        None,
        False,
        None,
        Mark.LAW,
        False,
        False,
        Words("", ""),
        {},
    )
    with pytest.raises(UnknownSource):
        require_source(Citation(invented, None))


def test_the_documents_that_the_domain_names_are_in_the_register() -> None:
    numbers = {entry.number for entry in register()}
    assert numbers >= {
        "资府办发〔2017〕14号", "国办发〔2015〕96号", "川办发〔2016〕60号", "川府发〔2016〕65号", "资府发〔2015〕38号",
        "资府发〔2016〕34号", "公通字〔2021〕12号", "国卫规划发〔2013〕57号", "国卫规划发〔2026〕5号", "公治明发〔2017〕393号",
        "国务院令第663号", "国务院令第809号", "国发〔2014〕25号", "川府发〔2014〕70号", "四川省人民政府令第279号",
    }  # fmt: skip
