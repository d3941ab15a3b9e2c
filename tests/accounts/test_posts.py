"""Work belongs to the post: who holds it, who deputises, and what no person may hold together."""

from datetime import date, timedelta

from tests.cast import Cast, make_officer

from banji.accounts import operations
from banji.accounts.queries import acting_holdings
from banji.accounts.roles import Role
from banji.audit.models import AuditEntry
from banji.foundation import clock


def posts_of(member, on: date) -> list[int]:  # type: ignore[no-untyped-def]
    return [holding.post_id for holding in acting_holdings(member.account, on)]


def test_hand_over_is_one_act_and_the_post_keeps_its_number(cast: Cast) -> None:
    today = clock.today()
    newcomer = make_officer("cai", "蔡新", cast.east_station, Role.CLERK)
    before = AuditEntry.objects.count()
    operations.hand_over(post=cast.officer.post, to=newcomer.account, by=cast.sec_admin.actor)
    assert posts_of(cast.officer, today) == []
    assert posts_of(newcomer, today) == [newcomer.post.pk, cast.officer.post.pk]
    assert posts_of(cast.officer, today - timedelta(days=1)) == [cast.officer.post.pk]
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.get(act="accounts.hand_over")
    assert entry.actor_id == cast.sec_admin.actor.id
    assert entry.before[0]["account"] == cast.officer.account.pk
    assert entry.after["account"] == newcomer.account.pk
