"""Work belongs to the post: who holds it, who deputises, and what no person may hold together."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import SETTING_UP, SINCE, Cast, Member, make_officer

from banji.accounts import operations
from banji.accounts.models import Holding
from banji.accounts.queries import acting_holdings, holders_of, standings_of
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused

DAY = timedelta(days=1)


def acts_in(member: Member, on: date) -> list[int]:
    return [holding.post_id for holding in acting_holdings(member.account, on)]


def test_hand_over_is_one_act_and_the_post_keeps_its_number(cast: Cast) -> None:
    today = clock.today()
    newcomer = make_officer("cai", "蔡新", cast.east_station, Role.CLERK)
    before = AuditEntry.objects.count()
    operations.hand_over(post=cast.officer.post, to=newcomer.account, by=cast.sec_admin.actor)
    assert acts_in(cast.officer, today) == []
    assert acts_in(newcomer, today) == [newcomer.post.pk, cast.officer.post.pk]
    assert acts_in(cast.officer, today - DAY) == [cast.officer.post.pk]
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.get(act="accounts.hand_over")
    assert entry.actor_id == cast.sec_admin.actor.id
    assert entry.before[0]["account"] == cast.officer.account.pk
    assert entry.after["account"] == newcomer.account.pk


def test_a_hand_over_of_next_month_changes_nothing_today(cast: Cast) -> None:
    today = clock.today()
    day = today + 30 * DAY
    operations.hand_over(post=cast.chief.post, to=cast.colleague.account, by=cast.sec_admin.actor, on=day)
    assert cast.chief.post.pk in acts_in(cast.chief, day - DAY)
    assert cast.chief.post.pk not in acts_in(cast.chief, day)
    assert cast.chief.post.pk in acts_in(cast.colleague, day)


def test_a_deputy_who_takes_the_post_over_is_no_longer_its_deputy(cast: Cast) -> None:
    post = cast.chief.post
    operations.appoint_deputy(post=post, to=cast.colleague.account, by=cast.sec_admin.actor, valid_from=SINCE)
    operations.hand_over(post=post, to=cast.colleague.account, by=cast.sec_admin.actor)
    (holding,) = holders_of([post], clock.today())[post.pk]
    assert (holding.account, holding.capacity) == (cast.colleague.account, Holding.HOLDER)


@pytest.mark.parametrize("days_ago", [1, 400])
def test_no_hand_over_in_the_past(cast: Cast, days_ago: int) -> None:
    with pytest.raises(Refused, match=r"以后|later"):
        operations.hand_over(
            post=cast.chief.post,
            to=cast.colleague.account,
            by=cast.sec_admin.actor,
            on=clock.today() - days_ago * DAY,
        )


def test_a_post_has_one_holder_at_a_time(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        operations.appoint(post=cast.chief.post, to=cast.colleague.account, by=cast.sec_admin.actor)
    assert refusal.value.code == "one_holder_per_post"


def test_a_deputy_acts_while_the_holder_is_away(cast: Cast) -> None:
    today, post = clock.today(), cast.chief.post
    operations.appoint_deputy(post=post, to=cast.officer.account, by=cast.sec_admin.actor)
    assert post.pk not in acts_in(cast.officer, today)
    waiting = [s for s in standings_of(cast.officer.account, today) if not s.may_act]
    assert [s.holding.post for s in waiting] == [post]

    chiefs = Holding.objects.get(post=post, capacity=Holding.HOLDER)
    leave = operations.go_on_leave(
        holding=chiefs, first_day=today, last_day=today + 3 * DAY, by=cast.chief.actor
    )
    assert post.pk in acts_in(cast.officer, today)
    assert post.pk in acts_in(cast.officer, today + 3 * DAY)
    assert post.pk not in acts_in(cast.officer, today + 4 * DAY)

    operations.call_back(leave=leave, by=cast.chief.actor)
    assert post.pk not in acts_in(cast.officer, today)


def test_a_deputy_acts_when_the_post_is_empty_and_always_if_so_appointed(cast: Cast) -> None:
    today = clock.today()
    by = cast.sec_admin.actor
    operations.appoint_deputy(post=cast.chief.post, to=cast.officer.account, by=by)
    operations.appoint_deputy(post=cast.west_chief.post, to=cast.outsider.account, by=by, always=True)
    assert cast.west_chief.post.pk in acts_in(cast.outsider, today)
    operations.end_holding(holding=Holding.objects.get(post=cast.chief.post, capacity="holder"), by=by)
    assert cast.chief.post.pk in acts_in(cast.officer, today)


def test_leave_belongs_to_the_holder(cast: Cast) -> None:
    today = clock.today()
    holding = Holding.objects.get(post=cast.chief.post)
    days = {"first_day": today, "last_day": today + DAY}
    with pytest.raises(Refused):
        operations.go_on_leave(holding=holding, **days, by=cast.officer.actor)
    operations.go_on_leave(holding=holding, **days, by=cast.chief.actor)
    with pytest.raises(Refused, match=r"重叠|overlap"):
        operations.go_on_leave(holding=holding, **days, by=cast.chief.actor)
    with pytest.raises(Refused):
        operations.go_on_leave(holding=holding, first_day=today, last_day=today - DAY, by=cast.chief.actor)


@pytest.mark.parametrize(
    ("who", "post_of"),
    [
        ("sec_admin", "officer"),
        ("sec_admin", "audit_admin"),
        ("sys_admin", "sec_admin"),
        ("audit_admin", "sys_admin"),
        ("officer", "audit_admin"),
        ("supervisor", "sys_admin"),
    ],
)
@pytest.mark.parametrize("capacity", ["holder", "deputy"])
def test_administrators_are_separated(cast: Cast, who: str, post_of: str, capacity: str) -> None:
    person, post = getattr(cast, who), getattr(cast, post_of).post
    give = operations.hand_over if capacity == "holder" else operations.appoint_deputy
    with pytest.raises(Refused) as refusal:
        give(post=post, to=person.account, by=cast.sec_admin.actor)
    assert refusal.value.code == "separated_administrators"
    assert "8.1.5" in str(refusal.value.rule)


def test_the_database_separates_them_too(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="separated_administrators"), transaction.atomic():
        Holding.objects.create(
            post=cast.audit_admin.post,
            account=cast.officer.account,
            capacity=Holding.DEPUTY,
            duty=Role.AUDIT_ADMIN,
            valid_from=clock.today(),
        )


def test_one_after_the_other_is_allowed(cast: Cast) -> None:
    by = cast.sec_admin.actor
    operations.end_holding(holding=Holding.objects.get(account=cast.officer.account), by=by)
    operations.hand_over(post=cast.audit_admin.post, to=cast.officer.account, by=by)
    assert acts_in(cast.officer, clock.today()) == [cast.audit_admin.post.pk]


@pytest.mark.parametrize("who", ["officer", "chief", "sys_admin", "audit_admin", "citizen"])
def test_only_the_security_administrator_gives_rights(cast: Cast, who: str) -> None:
    by = getattr(cast, who).actor
    writes = [
        lambda: operations.create_account(username="x", name="x", by=by),
        lambda: operations.create_organisation(name="x", kind="SCHOOL", by=by, valid_from=SINCE),
        lambda: operations.create_post(
            organisation=cast.east_station, role=Role.CLERK, title="x", by=by, valid_from=SINCE
        ),
        lambda: operations.appoint(post=cast.officer.post, to=cast.chief.account, by=by),
        lambda: operations.hand_over(post=cast.officer.post, to=cast.chief.account, by=by),
        lambda: operations.give_area(
            organisation=cast.east_station, area=cast.places.west.area, by=by, valid_from=SINCE
        ),
        lambda: operations.reset_password(account=cast.chief.account, by=by),
        lambda: operations.reset_second_factor(account=cast.chief.account, by=by),
        lambda: operations.set_active(account=cast.chief.account, active=False, by=by),
    ]
    before = AuditEntry.objects.count()
    for write in writes:
        with pytest.raises(Refused) as refusal:
            write()
        assert refusal.value.code == "not_security_administrator"
    assert AuditEntry.objects.count() == before


def test_a_citizen_or_an_account_out_of_use_holds_no_post(cast: Cast) -> None:
    operations.set_active(account=cast.colleague.account, active=False, by=cast.sec_admin.actor)
    for member in (cast.citizen, cast.colleague):
        with pytest.raises(Refused, match=r"在用|in use"):
            operations.hand_over(post=cast.chief.post, to=member.account, by=cast.sec_admin.actor)


def test_areas_are_dated_and_given_once(cast: Cast) -> None:
    by = cast.sec_admin.actor
    given = operations.give_area(
        organisation=cast.east_station, area=cast.places.west.area, by=by, valid_from=clock.today()
    )
    with pytest.raises(Refused) as refusal:
        operations.give_area(
            organisation=cast.east_station, area=cast.places.west.area, by=by, valid_from=clock.today()
        )
    assert refusal.value.code == "one_row_per_area_and_time"
    operations.take_area(jurisdiction=given, by=by)
    with pytest.raises(Refused):
        operations.take_area(jurisdiction=given, by=by)


def test_closing_an_organisation_ends_its_posts_and_holdings(cast: Cast) -> None:
    day = clock.today() + DAY
    operations.close_organisation(
        organisation=cast.west_station, on=day, by=SETTING_UP, successor=cast.east_station
    )
    assert acts_in(cast.outsider, day - DAY) == [cast.outsider.post.pk]
    assert acts_in(cast.outsider, day) == []


@pytest.mark.parametrize(
    ("code", "accepted"),
    [("91510105MA6CGRXJ8W", True), ("", True), ("915101", False), ("91510105MA6CGRXJ80", False)],
)
def test_a_credit_code_is_checked(db: None, code: str, accepted: bool) -> None:
    from banji.identity.organisations import ALPHABET, credit_check_character

    if accepted and code:
        code = code[:17] + credit_check_character(code[:17])
        assert set(code) <= set(ALPHABET)
    give = {"name": "单位", "kind": "EMPLOYER", "by": system("t"), "valid_from": SINCE, "credit_code": code}
    if accepted:
        assert operations.create_organisation(**give).credit_code == code
    else:
        with pytest.raises(Refused, match=r"GB 32100|统一社会信用代码|credit code"):
            operations.create_organisation(**give)
