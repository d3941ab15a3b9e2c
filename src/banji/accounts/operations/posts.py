"""Posts and who holds them. Work belongs to the post: people come, deputise, hand over and go."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import BUSINESS, Account, Holding, Organisation, Post
from banji.accounts.operations.granting import SEPARATION, check_grants_rights
from banji.accounts.roles import ADMINISTRATORS, Role
from banji.audit.acts import act
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused


def create_post(*, organisation: Organisation, role: str, title: str, by: Actor, valid_from: date) -> Post:
    check_grants_rights(by)
    with act("accounts.create_post", by=by) as this:
        post = Post.objects.create(
            organisation=organisation, role=Role(role), title=title.strip(), valid_from=valid_from
        )
        this.object_kind, this.object_id = "post", str(post.pk)
        this.after = {"organisation": organisation.pk, "role": post.role, "title": post.title}
    return post


def appoint(*, post: Post, to: Account, by: Actor, valid_from: date | None = None) -> Holding:
    """Give an empty post to `to` from a day on (today unless given).

    Raises `Refused` when somebody holds it then, when `to` is no officer's account, or when an administrator
    would hold a second duty.
    """
    check_grants_rights(by)
    with act("accounts.appoint", by=by, object_=("post", post.pk)) as this:
        _lock(post)
        holding = _hold(post, to, Holding.HOLDER, valid_from or clock.today())
        this.after = _said(holding)
    return holding


def appoint_deputy(
    *, post: Post, to: Account, by: Actor, valid_from: date | None = None, always: bool = False
) -> Holding:
    """Put a deputy beside the holder. He acts while the holder is away; with `always`, at any time."""
    check_grants_rights(by)
    start = valid_from or clock.today()
    with act("accounts.appoint_deputy", by=by, object_=("post", post.pk)) as this:
        _lock(post)
        if _open(post, start).filter(account=to).exists():
            raise Refused(
                _("%(name)s holds or deputises for this post already.") % {"name": to.name},
                remedy=_("Choose somebody else as deputy."),
            )
        holding = _hold(post, to, Holding.DEPUTY, start, always=always)
        this.after = _said(holding)
    return holding


def hand_over(*, post: Post, to: Account, by: Actor, on: date | None = None) -> Holding:
    """The holder goes and `to` comes, in one act, on one day (today unless given).

    Everything that belongs to the post stays with it. Raises `Refused` for a day in the past, for handing a
    post to its own holder, and for what `appoint` refuses.
    """
    check_grants_rights(by)
    today = clock.today()
    day = on or today
    if day < today:
        raise Refused(_("A post is handed over today or later: what was done in it stays as it was."))
    with act("accounts.hand_over", by=by, object_=("post", post.pk)) as this:
        _lock(post)
        present = _open(post, day)
        if present.filter(account=to, capacity=Holding.HOLDER).exists():
            raise Refused(_("%(name)s holds this post already.") % {"name": to.name})
        this.before = [_said(holding) for holding in present.order_by("pk")]
        present.filter(Q(capacity=Holding.HOLDER) | Q(account=to)).update(valid_to=day)
        holding = _hold(post, to, Holding.HOLDER, day)
        this.after = _said(holding)
    return holding


def end_holding(*, holding: Holding, by: Actor, on: date | None = None) -> None:
    """Take a post away from its holder or deputy from a day on; the post stays, empty if he was the holder."""
    check_grants_rights(by)
    with act("accounts.end_holding", by=by, object_=("post", holding.post_id)) as this:
        row = Holding.objects.select_for_update().get(pk=holding.pk)
        day = max(on or clock.today(), row.valid_from)
        if row.valid_to is not None and row.valid_to <= day:
            raise Refused(_("This appointment has ended already."))
        this.before = _said(row)
        row.valid_to = day
        row.save(update_fields=["valid_to"])
        this.after = _said(row)


def _lock(post: Post) -> None:
    row = Post.objects.select_for_update().get(pk=post.pk)
    if row.valid_to is not None and row.valid_to <= clock.today():
        raise Refused(_("This post no longer exists."), remedy=_("Choose the post that came after it."))


def _open(post: Post, on: date) -> QuerySet[Holding]:
    return post.holdings.filter(Q(valid_to=None) | Q(valid_to__gt=on))


def _hold(post: Post, to: Account, capacity: str, start: date, *, always: bool = False) -> Holding:
    # The account is locked so that two appointments at once cannot both find the other duty missing; the
    # exclusion constraint `separated_administrators` says the same for every other way into the table.
    account = Account.objects.select_for_update().get(pk=to.pk)
    if account.kind != Account.OFFICER or not account.is_active:
        raise Refused(
            _("%(name)s has no officer's account in use.") % {"name": account.name},
            remedy=_("Create the account, or put it back into use, first."),
        )
    duty = post.role if post.role in ADMINISTRATORS else BUSINESS
    check_separated(account, duty, start)
    return Holding.objects.create(
        post=post, account=account, capacity=capacity, always_acts=always, duty=duty, valid_from=start
    )


def check_separated(account: Account, duty: str, start: date) -> None:
    """One person is never two of the three administrators, and an administrator does no business."""
    others = account.holdings.filter(Q(valid_to=None) | Q(valid_to__gt=start)).exclude(duty=duty)
    other = others.exclude(valid_from=F("valid_to")).select_related("post__organisation").first()
    if other is not None:
        raise Refused(
            _("%(name)s is %(post)s: administrators are separated.")
            % {"name": account.name, "post": other.post},
            rule=SEPARATION,
            remedy=_("End that appointment first, or appoint somebody else."),
            code="separated_administrators",
        )


def _said(holding: Holding) -> dict[str, object]:
    return {
        "account": holding.account_id,
        "capacity": holding.capacity,
        "always_acts": holding.always_acts,
        "valid_from": holding.valid_from.isoformat(),
        "valid_to": holding.valid_to.isoformat() if holding.valid_to else None,
    }
