from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from banji.law import IllegalPrecondition, PaperLists, all_of, check_demand, missing, one_of, paper, refusal
from banji.law.papers import Forbidden, UnknownPaper, forbidden, paper_lists
from banji.law.refusals import UnknownRefusal, refusals

FIXTURES = Path(__file__).with_name("fixtures")


def ids(step: str, profile: str = "ziyang_2017", on: date | None = None) -> tuple[set[str], set[str]]:
    return (
        {demand.paper.id for demand in one_of(step, profile=profile, on=on)},
        {demand.paper.id for demand in all_of(step, profile=profile, on=on)},
    )


def test_the_family_brings_any_one_proof_with_book_and_card() -> None:
    any_of, each = ids("deaths.declare", on=date(2017, 3, 1))
    assert any_of == {
        "DEATH_CERTIFICATE", "UNNATURAL_DEATH_PROOF", "COURT_DEATH_DECLARATION", "FOREIGN_DEATH_PROOF",
        "BORDER_DEATH_PROOF", "CREMATION_PROOF", "OTHER_DEATH_PROOF",
    }  # fmt: skip
    assert each == {"HOUSEHOLD_BOOK", "DECEASED_ID_CARD"}


def test_the_new_certificate_counts_from_its_day() -> None:
    assert "DEATH_CERTIFICATE_2026" not in ids("deaths.declare", "national_2021", date(2026, 6, 30))[0]
    assert {"DEATH_CERTIFICATE_2026", "DEATH_CERTIFICATE"} <= ids(
        "deaths.declare", "national_2021", date(2026, 7, 1)
    )[0]


def test_the_article_behind_a_paper_is_that_of_the_profile() -> None:
    def ground(profile: str) -> str:
        demands = one_of("deaths.declare", profile=profile)
        return next(demand.source.id for demand in demands if demand.paper.id == "COURT_DEATH_DECLARATION")

    assert ground("ziyang_2017") == "DEATH_CANCEL_2017 1(3)"
    assert ground("national_2021") == "NORM_2021 31(4)"


def test_the_plan_wants_third_party_proof_and_investigation_and_two_services() -> None:
    assert ids("deaths.draft_cancellation") == (
        {"COMMITTEE_PROOF", "EMPLOYER_PROOF"},
        {"INVESTIGATION_RECORD"},
    )
    assert ids("deaths.serve_notice") == (set(), {"DECLARANT_SERVICE_PROOF", "COMMITTEE_SERVICE_PROOF"})
    assert ids("deaths.serve_notice", "national_2021") == (
        {"DECLARANT_SERVICE_PROOF", "PUBLIC_DISPLAY_RECORD"},
        set(),
    )


def test_what_is_on_the_list_may_be_asked_for() -> None:
    assert check_demand("deaths", "DEATH_CERTIFICATE").paper.id == "DEATH_CERTIFICATE"
    assert check_demand("deaths.declare", "HOUSEHOLD_BOOK").source.id == "DEATH_CANCEL_2017 1"


@pytest.mark.parametrize("entry", forbidden(), ids=lambda entry: entry.id)
def test_every_forbidden_precondition_is_refused_with_its_article(entry: Forbidden) -> None:
    with pytest.raises(IllegalPrecondition) as refused:
        check_demand("deaths.declare", entry.id)
    assert refused.value.reason == "ILLEGAL_PRECONDITION"
    assert refused.value.article == entry.source
    assert entry.name.zh in str(refused.value)
    assert refused.value.article.cite() in refused.value.sentence.zh


def test_there_are_the_fourteen_of_the_list() -> None:
    assert [entry.no for entry in forbidden()] == list(range(1, 15))


@pytest.mark.parametrize("paper_id", ["REVOKING_JUDGMENT", "SOMETHING_ELSE", "INVESTIGATION_RECORD"])
def test_what_is_not_on_the_list_is_refused_with_the_clause_of_the_plan(paper_id: str) -> None:
    with pytest.raises(IllegalPrecondition) as refused:
        check_demand("deaths.declare", paper_id)
    assert refused.value.article.id == "PLAN_2017 二"


def test_the_citizen_is_never_asked_for_what_the_police_write() -> None:
    with pytest.raises(IllegalPrecondition):
        check_demand("deaths.draft_cancellation", "INVESTIGATION_RECORD")


def test_unknown_papers_steps_and_refusals_say_so() -> None:
    with pytest.raises(UnknownPaper, match="NO_SUCH"):
        paper("NO_SUCH")
    with pytest.raises(UnknownPaper, match=r"deaths\.dance"):
        one_of("deaths.dance")
    with pytest.raises(UnknownPaper, match="weddings"):
        check_demand("weddings", "DEATH_CERTIFICATE")
    with pytest.raises(UnknownRefusal, match="NO_SUCH"):
        refusal("NO_SUCH")


def test_the_one_time_notice_names_all_that_is_missing() -> None:
    def groups(*brought: str) -> list[set[str]]:
        return [
            {demand.paper.id for demand in group} for group in missing("deaths.draft_cancellation", brought)
        ]

    assert groups() == [{"COMMITTEE_PROOF", "EMPLOYER_PROOF"}, {"INVESTIGATION_RECORD"}]
    assert groups("EMPLOYER_PROOF") == [{"INVESTIGATION_RECORD"}]
    assert groups("COMMITTEE_PROOF", "INVESTIGATION_RECORD") == []


def test_a_city_may_add_a_paper_that_makes_it_easier() -> None:
    city = PaperLists(FIXTURES / "city.yaml")
    added = [
        demand
        for demand in city.one_of("deaths.declare", on=date(2018, 3, 1))
        if demand.paper.id == "BURIAL_RECORD"
    ]
    assert [demand.source.id for demand in added] == ["INVENTED_2018_1"]
    assert not [
        demand
        for demand in city.one_of("deaths.declare", on=date(2018, 1, 1))
        if demand.paper.id == "BURIAL_RECORD"
    ]


def test_every_step_and_refusal_is_said_in_both_languages() -> None:
    for step in paper_lists().steps():
        for profile in ("ziyang_2017", "national_2021"):
            for demand in one_of(step, profile=profile) + all_of(step, profile=profile):
                assert all((*demand.paper.name, *demand.paper.issuer, demand.source.cite())), demand.paper.id
    for entry in refusals().values():
        assert all((*entry.text, *entry.remedy, entry.source.cite())), entry.code
